import { pipelineFileFormat, type PipelineFile } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { graphSchema, type GraphNode } from "@formloom/shared/graph";
import type { PrismaClient } from "../db/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { notFound } from "../http/refusal.ts";
import type { SecretRegistry } from "../secret-registry.ts";
import { clearSecrets } from "./clear-secrets.ts";
import { idsIn } from "./graph-connections.ts";

/** A pipeline's draft as a file that may be given away. */
export async function exportPipeline(
  { prisma, secrets }: { readonly prisma: PrismaClient; readonly secrets: SecretRegistry },
  pipelineId: string,
): Promise<PipelineFile> {
  const where = { id: pipelineId, deletedAt: null };
  const row = await prisma.pluginConfig.findFirst({ where, include: { form: true } });
  if (row === null) throw notFound();
  const graph = graphSchema.parse(row.graph);
  const connections = await prisma.connection.findMany({
    where: { id: { in: [...idsIn(graph)] } },
    select: { id: true, kind: true, name: true },
  });
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  const isPrivate = (text: string): boolean =>
    secrets.scrub(text) !== text || [...idsIn(text)].some((id) => byId.has(id));
  const nodes = graph.nodes.map((node) => fileNode(node, { byId, isPrivate }));
  return {
    format: pipelineFileFormat,
    formatVersion: 1,
    name: row.name,
    graph: {
      schemaVersion: 1,
      nodes: nodes.map(({ node }) => node),
      edges: graph.edges,
      notes: graph.notes.map((note) => (isPrivate(note.text) ? { ...note, text: "" } : note)),
    },
    questions: usedQuestions(storedFields(row.form), JSON.stringify(graph.nodes)),
    cleared: nodes.flatMap(({ cleared }) => cleared),
  };
}

function fileNode(
  { connectionId, ...node }: GraphNode,
  facts: {
    readonly byId: ReadonlyMap<string, { readonly kind: string; readonly name: string }>;
    readonly isPrivate: (text: string) => boolean;
  },
) {
  const named = facts.byId.get(connectionId?.toLowerCase() ?? "");
  const { config, paths } = clearSecrets(node.config, facts.isPrivate);
  const connection =
    named === undefined ? {} : { connection: { kind: named.kind, name: named.name } };
  return {
    node: { ...node, config, ...connection },
    cleared: paths.map((path) => ({ nodeId: node.id, path: path.slice(0, 300) })),
  };
}

/** The questions whose answers stand anywhere in the settings. */
function usedQuestions(fields: readonly Field[], settings: string): PipelineFile["questions"] {
  const used = new Set(
    [...settings.matchAll(/answers\.([a-z][a-z0-9_]*)/g)].map((match) => match[1]),
  );
  return fields
    .filter(({ id }) => used.has(id))
    .map(({ id, kind, label }) => ({ id, kind, label }));
}
