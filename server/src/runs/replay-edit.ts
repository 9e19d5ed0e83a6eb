import { isDeepStrictEqual } from "node:util";
import { graphSchema, type Graph, type GraphNode, type Problem } from "@formloom/shared/graph";
import type { StepEdit } from "@formloom/shared/run";
import { isRecord } from "@formloom/shared/values";
import type { TransactionClient } from "../db/client.ts";
import type { PluginConfigVersion } from "../db/generated/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { invalidInput, Refusal } from "../http/refusal.ts";
import { idsIn } from "../pipelines/graph-connections.ts";
import type { GraphTools } from "../pipelines/pipeline-deps.ts";
import { readShown } from "./replay-input.ts";

/** An edit of one node's settings, before it is let in. */
export interface ProposedEdit {
  readonly version: PluginConfigVersion;
  readonly nodeId: string;
  readonly edit: StepEdit;
}

/**
 * Lets an edit of a step's settings into a replay, or says what is wrong with it: what publishing would
 * refuse, another connection, or an address that the step's credentials were not saved for.
 */
export async function checkEdit(
  tx: TransactionClient,
  graphTools: GraphTools,
  { version, nodeId, edit }: ProposedEdit,
): Promise<void> {
  const graph = graphSchema.parse(version.graph);
  const node = graph.nodes.find(({ id }) => id === nodeId);
  if (node === undefined) throw new Refusal("version_differs", "This version has no such step.");
  if (edit.resolved) checkFinal(graphTools, node, edit.config);
  else checkConfig(graphTools, version, { graph, node, config: edit.config });
  await checkConnections(tx, node, edit.config);
}

/**
 * What is between the settings of before and those of the edit, for the record. Final ones are held against
 * what the step was given before.
 */
export async function describeEdit(
  tx: TransactionClient,
  runId: string,
  { version, nodeId, edit }: ProposedEdit,
): Promise<Readonly<Record<string, unknown>>> {
  const node = graphSchema.parse(version.graph).nodes.find(({ id }) => id === nodeId);
  const shown = edit.resolved ? await readShown(tx, { runId, nodeId }) : null;
  const before = isRecord(shown) ? shown : (node?.config ?? {});
  const names = [...new Set([...Object.keys(before), ...Object.keys(edit.config)])];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], edit.config[name]));
  // Final settings hold answers, which do not belong into the record.
  if (edit.resolved) return { nodeId, final: true, changed };
  const pick = (config: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(changed.map((name) => [name, config[name] ?? null]));
  return { nodeId, final: false, changed, before: pick(before), after: pick(edit.config) };
}

function checkConfig(
  graphTools: GraphTools,
  version: PluginConfigVersion,
  edit: { readonly graph: Graph; readonly node: GraphNode; readonly config: StepEdit["config"] },
): void {
  const { graph, node, config } = edit;
  const form = { fields: storedFields(version) };
  const errorsOf = (checked: Graph): readonly Problem[] =>
    graphTools.compile(checked, form).problems.filter(({ severity }) => severity === "error");
  const nodes = graph.nodes.map((one) => (one.id === node.id ? { ...one, config } : one));
  // What was wrong elsewhere before, such as a node type that was taken out since, is not the edit's fault.
  const before = new Set(errorsOf(graph).map(keyOf));
  const errors = errorsOf({ ...graph, nodes }).filter(
    (problem) => problem.nodeId === node.id || !before.has(keyOf(problem)),
  );
  if (errors.length === 0) return;
  throw new Refusal("graph_problems", "The settings have problems that keep them from working.", {
    errors: errors.map(({ path, code, message }) => ({
      path: path === null ? "config" : `config.${path}`,
      code,
      message,
    })),
  });
}

const keyOf = ({ code, nodeId, edgeId, path }: Problem): string =>
  JSON.stringify([code, nodeId, edgeId, path]);

function checkFinal(graphTools: GraphTools, node: GraphNode, input: StepEdit["config"]): void {
  const problems = graphTools.checkFinal(node.type, input);
  if (problems.length === 0) return;
  throw invalidInput(problems.map((problem) => ({ ...problem, path: `input.${problem.path}` })));
}

async function checkConnections(
  tx: TransactionClient,
  node: GraphNode,
  config: StepEdit["config"],
): Promise<void> {
  const own = node.connectionId?.toLowerCase() ?? null;
  const ids = [...idsIn(config), ...(own === null ? [] : [own])];
  const rows = await tx.connection.findMany({
    where: { id: { in: ids } },
    select: { id: true, host: true },
  });
  if (rows.some(({ id }) => id !== own)) {
    throw new Refusal("foreign_connection", "A replay may not name another connection.");
  }
  const host = rows[0]?.host;
  if (host === undefined) return;
  const moved = Object.keys(node.config).find(
    (name) => hostOf(node.config[name]) === host && hostOf(config[name]) !== host,
  );
  if (moved === undefined) return;
  throw new Refusal("host_changed", "This step's credentials were saved for another address.", {
    errors: [
      {
        path: moved,
        code: "host_changed",
        message: `Keep to ${host}, or change step and connection and publish them.`,
      },
    ],
  });
}

function hostOf(value: unknown): string | null {
  return typeof value === "string" ? (URL.parse(value)?.host ?? null) : null;
}
