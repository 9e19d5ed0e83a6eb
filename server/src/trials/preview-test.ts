import type { ResponseTrial, RouteBody, testPipeline } from "@formloom/shared/api";
import { validateAnswers, type Field } from "@formloom/shared/form";
import { invalidInput, notFound } from "../http/refusal.ts";
import { readResponses } from "./read-responses.ts";
import { readSubject } from "./read-subject.ts";
import type { TransactionClient } from "../db/client.ts";
import type { TrialDeps } from "./trial-deps.ts";
import type { TrialResponse } from "./trial-event.ts";
import { tryResponses } from "./try-responses.ts";

type Body = RouteBody<typeof testPipeline>;

/** What a draft, or one step of it, would do with one response or made-up answers. Writes nothing. */
export async function previewTest(
  deps: Pick<TrialDeps, "prisma" | "graphTools" | "pipeline">,
  { pipelineId, body }: { readonly pipelineId: string; readonly body: Body },
): Promise<ResponseTrial> {
  const { graph, nodeId } = body;
  const subject = await readSubject(deps, { pipelineId, graph, nodeId, compare: false });
  const response = await testResponse(deps, subject.form, body);
  const [trial] = await tryResponses(deps.pipeline, subject, [response]);
  if (trial === undefined) throw new Error("one response was tried, and nothing came of it");
  return trial;
}

/** The response that a test is about: a stored one of the form's, or made-up answers that fit its questions. */
export async function testResponse(
  { prisma }: { readonly prisma: Pick<TransactionClient, "formResponse"> },
  form: { readonly id: string; readonly fields: readonly Field[] },
  { responseId, data }: Pick<Body, "responseId" | "data">,
): Promise<TrialResponse> {
  if (responseId !== undefined) {
    const [found] = await readResponses(prisma, form.id, [responseId.toLowerCase()]);
    if (found === undefined) throw notFound();
    return found;
  }
  // As an edit: what is required may be left empty, since that is worth a test of its own.
  const checked = validateAnswers(form.fields, data ?? {}, { mode: "edit" });
  if (!checked.ok) throw invalidInput(checked.error);
  const given = Object.entries(checked.value).filter(([, answer]) => answer !== null);
  return { id: null, answers: Object.fromEntries(given), submittedAt: new Date(), editedAt: null };
}
