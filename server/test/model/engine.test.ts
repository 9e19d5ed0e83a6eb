import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { variants, type Command } from "./engine.model.ts";
import { runSequence } from "./engine-sequence.ts";
import { startEngineWorld, type EngineWorld } from "./engine-world.ts";

// Both are set by `npm run model`; without them as many sequences as the time allows.
const wanted = Number(process.env["MODEL_SEQUENCES"] ?? 0);
const seed = Number(process.env["MODEL_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const isFull = wanted > 0;
const timeMs = 30_000;
const lanes = 24;

const pick = fc.nat(99);
const big = fc.boolean();
const one = <Kind extends Command["kind"]>(kind: Kind) => fc.constant({ kind });
const publishing = fc
  .constantFrom(...variants)
  .map((variant): Command => ({ kind: "publish", variant }));
const submission = big.map((isBig): Command => ({ kind: "submit", big: isBig }));
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 30, arbitrary: submission },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("edit" as const), pick, big }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("delete" as const), pick, big }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("replay" as const), pick, big }) },
  { weight: 12, arbitrary: publishing },
  { weight: 6, arbitrary: fc.constantFrom(...(["on", "off"] as const)).map((kind) => ({ kind })) },
  {
    weight: 8,
    arbitrary: fc.constantFrom(...(["pause", "resume"] as const)).map((kind) => ({ kind })),
  },
  { weight: 3, arbitrary: one("cancel") },
);
/** Most forms are given a pipeline that is on, or little would happen. */
const sequence = fc
  .tuple(publishing, fc.array(command, { minLength: 2, maxLength: 9 }), fc.nat(199))
  .map(([first, rest, chance]): readonly Command[] => [
    first,
    { kind: "on" },
    ...rest,
    // The end of the process concerns all forms at once, so it is rare.
    ...(chance === 0 ? [{ kind: "kill" } as const, { kind: "submit", big: true } as const] : []),
  ]);

let world: EngineWorld;
beforeAll(async () => {
  world = await startEngineWorld();
});
afterAll(() => world.stop());

interface Divergence {
  readonly at: number;
  readonly commands: readonly Command[];
  readonly differences: readonly string[];
}

/** Runs sequences on many forms at once, until there were enough or the time is over. */
async function runMany(): Promise<{ count: number; diverged: Divergence[] }> {
  const diverged: Divergence[] = [];
  const endMs = performance.now() + timeMs;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (diverged.length === 0 && (isFull ? next < wanted : performance.now() < endMs)) {
      const at = next;
      next += 1;
      const commands = sequenceAt(at);
      const differences = await runSequence(world, commands).catch((error: unknown) => [
        String(error),
      ]);
      if (differences.length > 0) diverged.push({ at, commands, differences });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { count: next, diverged };
}

/** The sequence of that number is the same for the same seed, however many lanes there are. */
function sequenceAt(at: number): readonly Command[] {
  const [commands] = fc.sample(sequence, { numRuns: 1, seed: (seed + at) | 0 });
  return commands ?? [];
}

/** Leaves out one command after the other for as long as the rest still diverges. */
async function shrink({ commands, differences }: Divergence): Promise<Divergence> {
  let least: Divergence = { at: 0, commands, differences };
  for (let at = 0; at < least.commands.length;) {
    const shorter = least.commands.toSpliced(at, 1);
    const found = await runSequence(world, shorter).catch((error: unknown) => [String(error)]);
    if (found.length > 0) least = { at: 0, commands: shorter, differences: found };
    else at += 1;
  }
  return least;
}

describe("the engine against its reference model", () => {
  test(
    "agrees after any sequence of commands",
    async () => {
      const beganAt = performance.now();
      const { count, diverged } = await runMany();
      const [first] = diverged;
      const least = first === undefined ? null : await shrink(first);
      const report = { seed: seed + (first?.at ?? 0), found: first, least };
      if (least !== null) throw new Error(`diverged: ${JSON.stringify(report, null, 1)}`);
      expect(count).toBeGreaterThan(lanes);
      const seconds = Math.round((performance.now() - beganAt) / 1_000);
      console.log(`${count} sequences without divergence in ${seconds} s, seed ${seed}`);
    },
    isFull ? 14_400_000 : 300_000,
  );
});
