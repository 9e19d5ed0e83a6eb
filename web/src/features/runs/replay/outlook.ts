import type { RunView, StepView } from "@formloom/shared/api";
import type { Graph, GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { stepName, type PathWords } from "../../../plugins/value-labels.ts";
import { actLine, isOpen, recipientsOf, sentAt } from "../act-words.ts";
import { stepsByNode } from "../run-path.ts";

/** A step as a replay looks at it before it begins. */
export interface OutlookStep {
  readonly nodeId: string;
  readonly name: string;
  /** What it does, in one line. */
  readonly line: string;
  /** When it sent, in this run or another of its family; null: nothing was sent. */
  readonly sentAt: string | null;
  /** Whether nobody knows if it sent. */
  readonly open: boolean;
  /** Addresses it names; empty where it sends to none, or they are not known yet. */
  readonly recipients: readonly string[];
}

/** What a replay would do with each step; what only looks at values is left out of `sends`. */
export interface Outlook {
  /** Run for real, in the order of the run. */
  readonly runs: readonly OutlookStep[];
  /** Run again, but what they sent stands and is not sent again. */
  readonly stands: readonly OutlookStep[];
  /** Stand before or beside; their results are reused. */
  readonly kept: readonly OutlookStep[];
  /** Of all that run again, those that had sent, or may have: "send again" is about them. */
  readonly resends: readonly OutlookStep[];
}

export interface OutlookWish {
  /** Null: from the start. */
  readonly fromNodeId: string | null;
  readonly sendAgain: boolean;
  /** The graph it would run by. */
  readonly graph: Graph;
  /** Final settings of the step it begins at; null: as they were. */
  readonly input: unknown;
}

interface Facts extends PathWords {
  readonly types: ReadonlyMap<string, NodeType>;
}

/** What would happen, as far as it can be told beforehand. The server decides again, under a lock. */
export function outlookOf(run: Pick<RunView, "steps">, wish: OutlookWish, facts: Facts): Outlook {
  const steps = stepsByNode(run);
  const again = reachedFrom(wish.graph, wish.fromNodeId);
  const seen = inOrder(wish.graph, run).filter(
    (node) => facts.types.get(node.type)?.role !== "trigger" && node.type !== "trigger",
  );
  const shown = seen.map((node) => ({
    node,
    step: steps.get(node.id),
    said: say(node, steps.get(node.id), { wish, facts }),
  }));
  const inReplay = shown.filter(({ node }) => again.has(node.id));
  const had = ({ said }: (typeof shown)[number]) => said.sentAt !== null || said.open;
  const repeats = inReplay.filter(had);
  return {
    runs: inReplay.filter((each) => wish.sendAgain || !had(each)).map(({ said }) => said),
    stands: wish.sendAgain ? [] : repeats.map(({ said }) => said),
    kept: shown
      .filter(({ node, step }) => !again.has(node.id) && step?.status === "completed")
      .map(({ said }) => said),
    resends: repeats.map(({ said }) => said),
  };
}

/** A step and all that comes after it; all steps for null. */
export function reachedFrom(graph: Graph, fromNodeId: string | null): ReadonlySet<string> {
  if (fromNodeId === null) return new Set(graph.nodes.map(({ id }) => id));
  const found = new Set([fromNodeId]);
  // A set hands out what is added while it is walked.
  for (const nodeId of found) {
    for (const edge of graph.edges) if (edge.source === nodeId) found.add(edge.target);
  }
  return found;
}

function say(
  node: GraphNode,
  step: StepView | undefined,
  { wish, facts }: { readonly wish: OutlookWish; readonly facts: Facts },
): OutlookStep {
  const input = node.id === wish.fromNodeId ? (wish.input ?? undefined) : undefined;
  return {
    nodeId: node.id,
    name: stepName(node, facts.types),
    line: actLine({ node, step, input }, facts),
    sentAt: step === undefined ? null : sentAt(step),
    open: step !== undefined && isOpen(step),
    recipients: recipientsOf(facts.types.get(node.type), input ?? step?.attempts.at(-1)?.input),
  };
}

/** Nodes in the order of the run's steps; what the run did not have comes last. */
function inOrder(graph: Graph, run: Pick<RunView, "steps">): GraphNode[] {
  const places = new Map(run.steps.map((step, at) => [step.nodeId, at]));
  return graph.nodes.toSorted(
    (a, b) => (places.get(a.id) ?? Infinity) - (places.get(b.id) ?? Infinity) || 0,
  );
}

/** "2 messages to 3 people", as far as the people are named. */
export function countWords(steps: readonly OutlookStep[]): string {
  const people = new Set(steps.flatMap(({ recipients }) => recipients)).size;
  const things = steps.length === 1 ? "1 step" : `${steps.length} steps`;
  if (people === 0) return things;
  return `${things}, to ${people === 1 ? "1 address" : `${people} addresses`}`;
}
