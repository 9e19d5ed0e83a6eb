import { describe, expect, it } from "vitest";
import { findViolations } from "./layers/find-violations.mjs";

function linesOf(path: string, source: string, dependencies: string[] = []): number[] {
  return findViolations({ path, source, dependencies }).map(({ line }) => line);
}

const stage = "server/src/pipeline/compile/start-runs.ts";
const plugin = "plugins/slack/backend.ts";

describe("findViolations", () => {
  it.each([
    ["shared/src/form/fields.ts", `import { z } from "zod";\nimport { x } from "./response.ts";`],
    [
      plugin,
      `import { definePlugin } from "@formloom/plugin-sdk";\nimport { manifest } from "./manifest.ts";`,
    ],
    [plugin, `await ctx.fetch(url);`],
    [
      stage,
      `import type { Log } from "../log/append.ts";\nimport { db } from "../../db/client.ts";`,
    ],
    [stage, `import { type Log, type Entry } from "../log/append.ts";`],
    [stage, `import { take } from "./sql/take.ts";`],
    ["server/src/main.ts", `import { createServer } from "node:http";`],
    ["server/src/pipeline/worker/egress-guard.ts", `import { Agent } from "undici";`],
    ["server/src/pipeline/plugins/registry.ts", `await import(url);`],
    ["server/src/http/error-response.ts", `res.status(503);`],
    [
      "web/src/app/routes.tsx",
      `const Editor = lazy(() => import("../features/editor/editor.tsx"));`,
    ],
    ["web/src/features/editor/editor.tsx", `import { Card } from "../../ui/card.tsx";`],
    ["server/src/forms/service.ts", `// fetch("x"); eval("y")\nconst text = "new Function /* ";`],
    ["server/src/forms/service.ts", "const path = `/*`;\nconst quoted = /[\"']/;"],
    ["server/src/forms/service.test.ts", `import { Agent } from "undici";\nawait fetch(url);`],
  ])("accepts %s: %s", (path, source) => {
    expect(linesOf(path, source, ["@formloom/plugin-sdk", "zod"])).toEqual([]);
  });

  it.each([
    ["shared/src/form/fields.ts", `import { readFile } from "node:fs/promises";`],
    ["shared/src/form/fields.ts", `export { x } from "../../../server/src/x.ts";`],
    [plugin, `import { z } from "lodash";`],
    [plugin, `import { x } from "@formloom/shared/graph";`],
    [plugin, `import { x } from "../email/manifest.ts";`],
    [plugin, `import { connect } from "node:net";`],
    [plugin, `import { spawn } from "child_process";`],
    [plugin, `await fetch(url);`],
    [plugin, `const key = process.env.KEY;`],
    ["server/src/runs/routes.ts", `import { slack } from "@formloom/plugin-slack";`],
    ["web/src/app/app.tsx", `import { config } from "../../../server/src/config.ts";`],
    [stage, `import { append } from "../log/append.ts";`],
    [stage, `import { type Log, append } from "../log/append.ts";`],
    [stage, `export * from "../log/append.ts";`],
    ["web/src/features/editor/editor.tsx", `import { Run } from "../runs/run.tsx";`],
    ["server/src/forms/service.ts", `await import(name);`],
    ["web/src/app/app.tsx", `const all = import.meta.glob("./*.tsx");`],
    ["server/src/connections/service.ts", `import { request } from "undici";`],
    ["server/src/connections/service.ts", `import { request } from "node:https";`],
    ["server/src/connections/service.ts", `await fetch(url);`],
    ["server/src/runs/routes.ts", `res.status(404).end();`],
    ["server/src/runs/routes.test.ts", `eval(text);`],
    ["shared/src/values/path.ts", `const make = new Function("a", "return a");`],
    ["web/src/app/app.test.tsx", `import { runInContext } from "node:vm";`],
    ["server/src/runs/queries.ts", `await prisma.$queryRawUnsafe(text);`],
  ])("refuses %s: %s", (path, source) => {
    expect(linesOf(path, `// first line\n${source}`, ["@formloom/plugin-sdk", "zod"])).toContain(2);
  });

  it("names the line and the rule", () => {
    const source = `/* a\n comment */\nimport { Run } from "../runs/run.tsx";\n`;
    expect(findViolations({ path: "web/src/features/editor/editor.tsx", source })).toEqual([
      { line: 3, rule: "a web feature never imports another" },
    ]);
  });
});
