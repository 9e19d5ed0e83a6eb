import { createForm, loadDemo } from "@formloom/shared/api";
import { validateAnswers, type Field } from "@formloom/shared/form";
import { graphSchema } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { demoForm, demoGraph, demoPipelineName, demoResponses } from "../../../prisma/demo.ts";
import { asJson, type TransactionClient } from "../db/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { Refusal } from "../http/refusal.ts";
import { insertPipeline } from "../pipelines/change-pipeline.ts";
import type { PipelineDeps } from "../pipelines/pipeline-deps.ts";
import { writeVersion } from "../pipelines/publish.ts";
import { insertForm } from "./create-form.ts";
import type { FormDeps } from "./form-deps.ts";
import { storedFields } from "./present-form.ts";
import { withSuffix } from "./slug.ts";

const dayMs = 24 * 3_600_000;

type DemoDeps = FormDeps & Pick<PipelineDeps, "graphTools">;

/** Loads the demo in one transaction; 409 `demo_loaded` the second time. */
export function demoRoute(deps: DemoDeps): BoundRoute {
  return route(loadDemo, async ({ caller }) => {
    const made = await deps.prisma.$transaction((tx) => insertDemo(tx, deps, caller.id));
    deps.pipeline.forms.forget(made.formId);
    return {
      formId: made.formId,
      pipelineId: made.pipelineId,
      publicUrl: `${deps.baseUrl}/f/${made.slug}`,
    };
  });
}

async function insertDemo(tx: TransactionClient, deps: DemoDeps, userId: string) {
  const fresh = await tx.$executeRaw`
    INSERT INTO "Setting" ("key", "value") VALUES ('demo', to_jsonb(now())) ON CONFLICT DO NOTHING`;
  if (fresh === 0) throw new Refusal("demo_loaded", "The demo was loaded already.");
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const taken = await tx.form.count({ where: { slug: demoForm.slug } });
  const slug = taken === 0 ? demoForm.slug : withSuffix(demoForm.slug);
  const input = { ...createForm.body.parse({ ...demoForm, slug }), slug, ownerId: userId };
  const form = await insertForm(tx, deps, input);
  await insertResponses(tx, form.id, storedFields(form));
  const slack = await tx.connection.findFirst({ where: { ownerId: userId, kind: "slack" } });
  const graph = graphSchema.parse(
    demoGraph({ notify: user.email, slackConnectionId: slack?.id ?? null }),
  );
  const pipeline = await insertPipeline(tx, deps, {
    formId: form.id,
    userId,
    name: demoPipelineName,
    enabled: true,
    graph,
  });
  await writeVersion(tx, deps, { id: pipeline.id, userId, note: "The demo" });
  return { formId: form.id, pipelineId: pipeline.id, slug };
}

/** They came before the pipeline was there, so they are no events. */
async function insertResponses(
  tx: TransactionClient,
  formId: string,
  fields: readonly Field[],
): Promise<void> {
  const now = Date.now();
  const rows = demoResponses.map(({ daysAgo, data }) => {
    const checked = validateAnswers(fields, data, { mode: "submit" });
    if (!checked.ok) throw new Error("The demo's responses do not fit its form.");
    const submittedAt = new Date(now - daysAgo * dayMs);
    return { id: newId(), formId, answers: asJson(checked.value), submittedAt };
  });
  await tx.formResponse.createMany({ data: rows });
}
