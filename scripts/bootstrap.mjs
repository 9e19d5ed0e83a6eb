// The one entry to everything: `npm start`, `npm test` and the other verbs of package.json. Plain
// JavaScript without dependencies, for it is what runs before there are any, on Node 20.19 or newer.
import { prepare } from "./setup/prepare.mjs";
import { SetupError } from "./setup/setup-error.mjs";
import { check } from "./verbs/check.mjs";
import { dev } from "./verbs/dev.mjs";
import { runScript } from "./verbs/run-script.mjs";
import { start } from "./verbs/start.mjs";
import { test } from "./verbs/test.mjs";

const verbs = {
  start: { web: true, run: start },
  test: { web: false, run: test },
  dev: { web: false, run: dev },
  check: { web: false, run: check },
  bench: { web: true, run: runScript("bench/run.ts") },
  faults: { web: true, run: runScript("server/test/crash/run.ts") },
  model: { web: false, run: runScript("server/test/model/run.ts") },
  "new-plugin": { web: false, run: runScript("scripts/new-plugin.ts") },
  "db:diff": { web: false, run: runScript("prisma/diff.ts") },
  "db:migrate": { web: false, run: runScript("prisma/migrate.ts") },
};

async function main([name, ...args]) {
  const verb = Object.hasOwn(verbs, name ?? "") ? verbs[name] : undefined;
  if (!verb) throw new SetupError(`Name one of: ${Object.keys(verbs).join(", ")}.`);
  const tools = await prepare({ web: verb.web });
  process.exitCode = await verb.run(tools, args);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : error?.stack}\n`);
  // Whoever counts the tests reads the last line, also when there was nothing to run them with.
  if (process.argv[2] === "test") process.stdout.write("0 passed, 1 failed\n");
  process.exitCode = 1;
}
