import type { ImportGap, PipelineFile } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { graphSchema, type Graph } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import type { TransactionClient } from "../db/client.ts";
import type { PluginConfig } from "../db/generated/client.ts";
import { insertPipeline } from "./change-pipeline.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

const maxNameLength = 200;

/** Makes a pipeline out of a file: off, unpublished, and by a name that the form does not have yet. */
export async function importPipeline(
  deps: Pick<PipelineDeps, "prisma" | "audit">,
  input: { readonly formId: string; readonly userId: string; readonly file: PipelineFile },
): Promise<PluginConfig> {
  const { formId, userId, file } = input;
  return deps.prisma.$transaction(async (tx) => {
    const name = await freeName(tx, formId, file.name);
    return insertPipeline(tx, deps, { formId, userId, name, enabled: false, graph: toGraph(file) });
  });
}

/** The graph without what the file says about connections. */
export function toGraph({ graph }: PipelineFile): Graph {
  const nodes = graph.nodes.map(({ connection: _named, ...node }) => node);
  return graphSchema.parse({ ...graph, nodes });
}

/** What the file could not bring along into this form, in sentences. */
export function findGaps(
  { graph, questions, cleared }: PipelineFile,
  {
    fields,
    nodeTypes,
  }: { readonly fields: readonly Field[]; readonly nodeTypes: readonly NodeType[] },
): ImportGap[] {
  const types = new Map(nodeTypes.map((nodeType) => [nodeType.id, nodeType]));
  const nameOf = new Map(
    graph.nodes.map((node) => [node.id, node.name ?? types.get(node.type)?.name ?? node.type]),
  );
  const ofNodes = graph.nodes.flatMap(({ id, type, connection }): ImportGap[] => {
    const name = nameOf.get(id) ?? id;
    if (!types.has(type)) {
      const message = `“${name}” needs the node type “${type}”, which is not installed here.`;
      return [{ kind: "node-type", nodeId: id, message }];
    }
    if (connection === undefined || connection === null) return [];
    const message = `“${name}” was connected by “${connection.name}”: choose a connection of yours.`;
    return [{ kind: "connection", nodeId: id, message }];
  });
  const ofSettings = cleared
    .filter(({ nodeId }) => nameOf.has(nodeId))
    .map(({ nodeId, path }): ImportGap => {
      const message = `In “${nameOf.get(nodeId) ?? ""}”, ${path} was left out of the file: fill it in.`;
      return { kind: "setting", nodeId, message };
    });
  return [...ofNodes, ...ofSettings, ...missingQuestions(questions, fields)];
}

function missingQuestions(
  questions: PipelineFile["questions"],
  fields: readonly Field[],
): ImportGap[] {
  const byId = new Map(fields.map((field) => [field.id, field]));
  return questions.flatMap(({ id, kind, label }): ImportGap[] => {
    const field = byId.get(id);
    if (field?.kind === kind) return [];
    const message =
      field === undefined
        ? `This form has no question “${label}”: choose another where it is used.`
        : `“${label}” is another kind of question in this form: check where it is used.`;
    return [{ kind: "question", nodeId: null, message }];
  });
}

/** The name itself, else with a number: "Thank you (2)". */
async function freeName(tx: TransactionClient, formId: string, wanted: string): Promise<string> {
  const rows = await tx.pluginConfig.findMany({
    where: { formId, deletedAt: null },
    select: { name: true },
  });
  const taken = new Set(rows.map(({ name }) => name.toLowerCase()));
  const base = wanted.replace(/ \(\d{1,4}\)$/, "");
  for (let number = 1; ; number += 1) {
    const suffix = ` (${number})`;
    const name = number === 1 ? wanted : `${base.slice(0, maxNameLength - suffix.length)}${suffix}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
