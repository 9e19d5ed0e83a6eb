import { capture } from "../setup/child.mjs";

const AT_ONCE = 2;

function stepsOf({ pnpm }) {
  const tool = (...args) => pnpm(["exec", ...args]);
  return [
    { name: "lint", args: tool("oxlint", "--type-aware") },
    { name: "types", args: ["scripts/typecheck.mjs"] },
    { name: "format", args: tool("oxfmt", "--check", ".") },
    { name: "dead code", args: tool("knip") },
    { name: "workspace", args: tool("sherif", "--ignore-rule", "root-package-manager-field") },
    { name: "layers", args: ["scripts/check-layers.mjs"] },
    { name: "migrations", args: ["prisma/diff.ts", "--check"] },
  ];
}

/** Runs every check, two at a time, and prints what the failing ones say. */
export async function runChecks(tools) {
  const queue = stepsOf(tools);
  const results = { passed: 0, failed: 0 };
  const work = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      results[(await runStep(step, tools)) ? "passed" : "failed"] += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function runStep({ name, args }, { node, env }) {
  const started = performance.now();
  const { status, output } = await capture(node, args, { env });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? "✓" : "✗"} ${name} (${seconds} s)\n`);
  if (status !== 0) process.stdout.write(`${output.trimEnd()}\n`);
  return status === 0;
}

export async function check(tools) {
  const { failed } = await runChecks(tools);
  return failed === 0 ? 0 : 1;
}
