/**
 * The step order as its text says it, edge by edge and without any order of nodes: an edge is taken when
 * its source ended and chose that port, dead when it chose another or was skipped, open otherwise. Slow
 * and obvious; `advance` and `judgeRun` are held against it.
 */

/** What a node does if it runs: the port it leaves by, a failure that stops, or an act nobody knows of. */
export type ModelEnd =
  | { readonly kind: "leaves"; readonly port: string }
  | { readonly kind: "stops" }
  | { readonly kind: "unknown" };

export interface ModelNode {
  readonly id: string;
  readonly join: "all" | "first" | null;
  readonly end: ModelEnd;
}

export interface ModelEdge {
  readonly from: string;
  readonly port: string;
  readonly to: string;
}

export type Fate = "ran" | "skipped" | "open";

export interface ModelRun {
  readonly fates: ReadonlyMap<string, Fate>;
  readonly status: "completed" | "failed" | "needs_attention";
  readonly outcome: "filtered" | null;
}

/** The trigger's id: its edges are always taken. */
export const start = "start";

type EdgeFate = "taken" | "dead" | "open";

/** How a run ends, whatever the order in which its steps end. */
export function runModel(nodes: readonly ModelNode[], edges: readonly ModelEdge[]): ModelRun {
  const fates = new Map<string, Fate>(nodes.map(({ id }) => [id, "open"]));
  const edgeFate = (edge: ModelEdge): EdgeFate => {
    if (edge.from === start) return "taken";
    const fate = fates.get(edge.from);
    const end = nodes.find(({ id }) => id === edge.from)?.end;
    if (fate === "open" || (fate === "ran" && end?.kind === "unknown")) return "open";
    return fate === "ran" && end?.kind === "leaves" && end.port === edge.port ? "taken" : "dead";
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const { id, join } of nodes) {
      if (fates.get(id) !== "open") continue;
      const ways = edges.filter(({ to }) => to === id).map(edgeFate);
      const fate = fateOf(join, ways);
      if (fate === "open") continue;
      fates.set(id, fate);
      changed = true;
    }
  }
  return { fates, ...endOf(nodes, edges, fates) };
}

/** What the edges into a node make of it. */
export function fateOf(join: ModelNode["join"], ways: readonly EdgeFate[]): Fate {
  if (join === "first" && ways.includes("taken")) return "ran";
  if (ways.includes("open")) return "open";
  return ways.includes("taken") ? "ran" : "skipped";
}

function endOf(
  nodes: readonly ModelNode[],
  edges: readonly ModelEdge[],
  fates: ReadonlyMap<string, Fate>,
): Pick<ModelRun, "status" | "outcome"> {
  const ran = nodes.filter(({ id }) => fates.get(id) === "ran");
  if (ran.some(({ end }) => end.kind === "unknown")) {
    return { status: "needs_attention", outcome: null };
  }
  if (ran.some(({ end }) => end.kind === "stops")) return { status: "failed", outcome: null };
  const saidNo = (node: ModelNode): boolean =>
    node.end.kind === "leaves" && node.end.port === "none";
  const last = ran.filter(({ id }) => !edges.some(({ from }) => from === id));
  const filtered = ran.some(saidNo) && last.every(saidNo);
  return { status: "completed", outcome: filtered ? "filtered" : null };
}
