import type { ResponseTrial, Trial } from "@formloom/shared/api";
import { respondentLabel, type Field } from "@formloom/shared/form";
import type { Plan } from "@formloom/shared/graph";
import type { Pipeline, TrialRequest } from "../pipeline/ports.ts";
import { compareTrials } from "./compare-trials.ts";
import { trialEvent, trialEventType, type TrialResponse } from "./trial-event.ts";

/** What is tried: the draft's plan, and the live version's where it is compared with it. */
export interface TrialSubject {
  readonly form: TrialRequest["form"] & { readonly fields: readonly Field[] };
  readonly draft: Plan;
  readonly live: Plan | null;
}

/**
 * Tries a draft on responses, beside the live version where there is one. Sends and writes nothing.
 * Rejects with `TrialLost` where a thread gave no answer.
 */
export async function tryResponses(
  pipeline: Pick<Pipeline, "tryOut">,
  { form, draft, live }: TrialSubject,
  responses: readonly TrialResponse[],
): Promise<ResponseTrial[]> {
  const plans = live === null ? [draft] : [draft, live];
  const type = trialEventType(plans);
  const events = responses.map((response) => trialEvent(form.id, type, response));
  const { id, name, ownerId, timeZone } = form;
  const results = await pipeline.tryOut({ form: { id, name, ownerId, timeZone }, plans, events });
  return responses.map((response, index) => {
    const [ofDraft = notTried, ofLive] = results[index] ?? [];
    return {
      ...describe(form, response),
      draft: ofDraft,
      comparison: ofLive === undefined ? null : compareTrials(ofDraft, ofLive),
    };
  });
}

/** A response that no thread survived, as one that fails. */
export function lostTrial({ form, draft }: TrialSubject, response: TrialResponse): ResponseTrial {
  const message = "A step took all the time or memory there is, so this response was not tried.";
  const steps = draft.steps.slice(0, 1).map((step) => ({
    nodeId: step.nodeId,
    name: step.name,
    type: step.type,
    acts: step.acts,
    verdict: "fails" as const,
    summary: message,
    port: null,
    skipReason: null,
    waitsUntil: null,
    error: { code: "trial_lost", message, who: "product" as const },
    content: { kind: "none" as const },
    assumes: [],
  }));
  return {
    ...describe(form, response),
    draft: { starts: true, reason: null, ends: "failed", steps },
    comparison: null,
  };
}

const notTried: Trial = {
  starts: false,
  reason: "It was not tried",
  ends: "not-started",
  steps: [],
};

function describe(
  form: TrialSubject["form"],
  { id, answers, submittedAt }: TrialResponse,
): Pick<ResponseTrial, "responseId" | "label" | "submittedAt"> {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: form.timeZone });
  const label = respondentLabel(form.fields, answers);
  if (id === null)
    return { responseId: null, label: label ?? "Made-up answers", submittedAt: null };
  return {
    responseId: id,
    label: label ?? `Response of ${day.format(submittedAt)}`,
    submittedAt: submittedAt.toISOString(),
  };
}
