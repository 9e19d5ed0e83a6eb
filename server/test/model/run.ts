import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

// `npm run model`: gives the engine many random sequences of commands, and compares what came of them
// with a small model of what it promises. Prints the seed, and a divergence with as few commands as it takes.

const { values } = parseArgs({
  options: {
    sequences: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});

process.env["MODEL_SEQUENCES"] = values.sequences;
process.env["MODEL_SEED"] = values.seed;
console.log(`${values.sequences} sequences, seed ${values.seed}`);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const vitest = await startVitest("test", ["server/test/model/"], {
  root,
  watch: false,
});
await vitest.close();
