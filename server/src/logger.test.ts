import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";
import { createSecretRegistry } from "./secret-registry.ts";

const canary = 'c4nary"/+secret=ü';

describe("the operator's log", () => {
  const lines: string[] = [];
  const secrets = createSecretRegistry();
  const logger = createLogger({ level: "info", secrets, write: (line) => void lines.push(line) });

  it("writes no live secret, in whatever form it got in", () => {
    secrets.add(canary, "no");
    const base64 = Buffer.from(canary).toString("base64");
    logger.info(
      { a: canary, b: base64, c: encodeURIComponent(canary), d: { deep: [`x${canary}y`] } },
      canary,
    );
    logger.error({ err: new Error(`failed with ${canary}`) }, "no luck");
    for (const form of [
      canary,
      base64.slice(0, -2),
      encodeURIComponent(canary),
      JSON.stringify(canary).slice(1, -1),
    ]) {
      expect(lines.join("")).not.toContain(form);
    }
    expect(lines.join("")).toContain("no luck");
  });

  it("hides what stands under the name of a secret", () => {
    logger.info({ password: "hunter22", req: { headers: { authorization: "Bearer abc" } } }, "x");
    expect(lines.at(-1)).not.toMatch(/hunter22|Bearer abc/);
  });

  it("keeps a line a line", () => {
    logger.info({ value: 'x\n{"level":60,"msg":"forged"}\u001b[31m' }, "y");
    expect(lines.at(-1)?.trim().split("\n")).toHaveLength(1);
    expect(lines.at(-1)).not.toContain("\u001b");
  });
});
