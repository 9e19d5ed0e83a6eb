import { graphSchema, type Problem } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { asJson, type TransactionClient } from "../db/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { Refusal } from "../http/refusal.ts";
import { lockPipeline, raiseRevision } from "./change-pipeline.ts";
import { checkConnections } from "./graph-connections.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

interface Publishing {
  readonly id: string;
  readonly userId: string;
  readonly note: string;
}

type Deps = Pick<PipelineDeps, "prisma" | "pipeline" | "audit" | "graphTools">;

/** Makes the draft the live version; 422 `graph_problems` when it has errors. */
export async function publish(deps: Deps, publishing: Publishing): Promise<number> {
  const done = await deps.prisma.$transaction((tx) => writeVersion(tx, deps, publishing));
  deps.pipeline.forms.forget(done.formId);
  return done.number;
}

/** Compiles the draft under the form's lock, so that its fields are those that submissions see next. */
export async function writeVersion(
  tx: TransactionClient,
  deps: Pick<Deps, "audit" | "graphTools">,
  { id, userId, note }: Publishing,
): Promise<{ readonly number: number; readonly formId: string }> {
  const { form, pipeline } = await lockPipeline(tx, id);
  const graph = graphSchema.parse(pipeline.graph);
  await checkConnections(tx, graph, form.ownerId);
  const fields = storedFields(form);
  const { plan, problems, sentence } = deps.graphTools.compile(graph, { fields });
  if (plan === null || problems.some((problem) => problem.severity === "error")) {
    throw refuseProblems(problems);
  }
  const newest = await tx.pluginConfigVersion.aggregate({
    where: { pluginConfigId: id },
    _max: { number: true },
  });
  const number = (newest._max.number ?? 0) + 1;
  await tx.pluginConfigVersion.create({
    data: {
      id: newId(),
      pluginConfigId: id,
      number,
      graph: asJson(graph),
      plan: asJson(plan),
      fields: asJson(fields),
      sentence,
      note,
      publishedById: userId,
    },
  });
  await tx.pluginConfig.update({ where: { id }, data: { liveVersion: number } });
  await raiseRevision(tx, form.id);
  const subject = { subjectType: "pipeline", subjectId: id };
  await deps.audit.record(
    { userId, action: "pipeline.published", ...subject, detail: { number } },
    tx,
  );
  return { number, formId: form.id };
}

/** The refusal of a graph that cannot run, with all that is wrong with it. */
export function refuseProblems(problems: readonly Problem[]): Refusal {
  return new Refusal("graph_problems", "The pipeline has problems that keep it from working.", {
    errors: problems
      .filter((problem) => problem.severity === "error")
      .map(({ nodeId, path, code, message }) => ({
        path: [nodeId ?? "", path ?? ""].filter((part) => part !== "").join("."),
        code,
        message,
      })),
    details: { problems },
  });
}
