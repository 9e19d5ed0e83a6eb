import { graphSchema } from "@formloom/shared/graph";
import type { RunEdits } from "@formloom/shared/run";
import { asJson, type TransactionClient } from "../db/client.ts";
import { Refusal } from "../http/refusal.ts";
import { checkConnections } from "../pipelines/graph-connections.ts";
import type { ReplayDeps } from "./replay-deps.ts";
import type { ReplaySource } from "./replay-source.ts";

/** Writes a replay's settings into the pipeline's draft as well; the form is locked by then. */
export async function writeDraft(
  tx: TransactionClient,
  deps: Pick<ReplayDeps, "audit">,
  change: {
    readonly source: ReplaySource;
    readonly edit: RunEdits["steps"];
    readonly userId: string;
  },
): Promise<void> {
  const { source, edit, userId } = change;
  const { pipeline, form } = source;
  const graph = graphSchema.parse(pipeline.graph);
  const types = new Map(
    graphSchema.parse(source.version.graph).nodes.map((node) => [node.id, node.type]),
  );
  for (const nodeId of Object.keys(edit)) {
    if (!graph.nodes.some(({ id, type }) => id === nodeId && type === types.get(id))) {
      throw new Refusal("version_differs", "The draft has no such step: replay without the draft.");
    }
  }
  const nodes = graph.nodes.map((node) => {
    const config = edit[node.id]?.config;
    return config === undefined ? node : { ...node, config };
  });
  await checkConnections(tx, { ...graph, nodes }, form.ownerId);
  await tx.pluginConfig.update({
    where: { id: pipeline.id },
    data: { graph: asJson({ ...graph, nodes }), version: { increment: 1 } },
  });
  await deps.audit.record(
    {
      userId,
      action: "pipeline.draft-from-replay",
      subjectType: "pipeline",
      subjectId: pipeline.id,
      detail: { nodeIds: Object.keys(edit), runId: source.run.id },
    },
    tx,
  );
}
