import { atMost, exactly, reported, type FaultExperiment, type Row } from "../fault-experiment.ts";
import { faultNode, fields, triggerNode, type GraphNodeInput } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { waitForRest } from "../rest.ts";
import { publishPipeline } from "../../support/spawned-api.ts";
import { withWorld, type World } from "../world.ts";

type Pair = readonly [string, string];
interface Shape {
  readonly nodes: readonly GraphNodeInput[];
  readonly pairs: readonly Pair[];
}

const pass = (id: string): GraphNodeInput => faultNode(id, { how: "pass" });

/** The trigger and 999 steps in a row: the largest graph there may be. */
function longChain(): Shape {
  const ids = Array.from({ length: 999 }, (_, n) => `n${n}`);
  const pairs = ids.map((id, n): Pair => [n === 0 ? "trigger" : `n${n - 1}`, id]);
  return { nodes: ids.map(pass), pairs };
}

/** 999 steps side by side. */
function fanOut(): Shape {
  const ids = Array.from({ length: 999 }, (_, n) => `n${n}`);
  return { nodes: ids.map(pass), pairs: ids.map((id): Pair => ["trigger", id]) };
}

/** 30 times two ways that meet again: 2^30 paths, 90 steps. */
function diamonds(): Shape {
  const nodes: GraphNodeInput[] = [];
  const pairs: Pair[] = [];
  let top = "trigger";
  for (let n = 0; n < 30; n += 1) {
    const [left, right, merge] = [`l${n}`, `r${n}`, `m${n}`];
    nodes.push(pass(left), pass(right), { id: merge, type: "merge", config: { mode: "all" } });
    pairs.push([top, left], [top, right], [left, merge], [right, merge]);
    top = merge;
  }
  return { nodes, pairs };
}

export const f19: FaultExperiment = {
  id: "F19",
  title: "The largest graphs",
  goal: "each step once, joins wait for all, 10 runs of each in ≤ 60 s",
  run: async ({ scale, seed }) => {
    const runs = scale === "full" ? 10 : 2;
    return withWorld({ seed }, async (world) => {
      const rows: Row[] = [];
      for (const [name, shape] of Object.entries({
        chain: longChain(),
        fan: fanOut(),
        diamond: diamonds(),
      })) {
        rows.push(...(await runShape(world, { name, shape, runs })));
      }
      rows.push(oracleRow(await judge(world)));
      return rows;
    });
  },
};

async function runShape(
  world: World,
  { name, shape, runs }: { readonly name: string; readonly shape: Shape; readonly runs: number },
): Promise<Row[]> {
  const edges = shape.pairs.map(([source, target], n) => ({ id: `e${n}`, source, target }));
  const graph = { nodes: [triggerNode, ...shape.nodes], edges };
  const published = await publishPipeline(world.api(), { name, fields }, graph).catch(
    (error: unknown) => String(error).slice(0, 200),
  );
  if (typeof published === "string") return [reported(`${name}: left out`, published)];
  const { formId } = published;
  const from = performance.now();
  await world.load({ formId, count: runs, clients: runs, pauseMs: 0, tag: `-${name}` }).finished;
  await waitForRest(world, 300_000);
  const tookMs = Math.round(performance.now() - from);
  const attempts = await world.sql(
    `SELECT count(*)::int AS n FROM "PluginExecutionLog" l JOIN "PluginRun" r ON r.id = l."runId" WHERE r."formId" = $1`,
    [formId],
  );
  return [
    exactly(
      `${name}: attempts of ${runs} runs`,
      Number(attempts[0]?.["n"]),
      shape.nodes.length * runs,
    ),
    atMost(`${name}: ${runs} runs`, tookMs, 60_000, "ms"),
  ];
}
