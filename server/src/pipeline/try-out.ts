import type { Trial } from "@formloom/shared/api";
import { ownConnections } from "./own-connections.ts";
import { TrialLost, type Credentials, type TrialRequest } from "./ports.ts";
import type { WorkerPool } from "./worker/pool.ts";

/** Tries plans in a thread, with what the form's owner could use in a run. See `Pipeline.tryOut`. */
export async function tryOut(
  request: TrialRequest,
  deps: {
    readonly workers: Pick<WorkerPool, "try">;
    readonly credentials: Credentials;
    readonly baseUrl: string;
  },
): Promise<readonly (readonly Trial[])[]> {
  const { form, plans, events } = request;
  const { workers, credentials } = deps;
  const [connections, webhookSecrets] = await Promise.all([
    ownConnections(plans, form.ownerId, credentials),
    credentials.webhookSecrets(form.id),
  ]);
  try {
    // A thread's answer is made by our own code out of what it checked.
    return (await workers.try({
      form: { id: form.id, name: form.name, timeZone: form.timeZone },
      plans,
      cases: events.map((event) => ({ event, responseUrl: responseUrl(deps.baseUrl, event) })),
      connections,
      serverMail: credentials.serverMail,
      webhookSecrets,
    })) as Trial[][];
  } catch (error) {
    throw new TrialLost("a thread gave no answer to a trial", { cause: error });
  }
}

/** Where people read the response of an event. */
export function responseUrl(
  baseUrl: string,
  event: { readonly formId: string; readonly responseId: string | null },
): string {
  return `${baseUrl}/forms/${event.formId}?response=${event.responseId ?? ""}`;
}
