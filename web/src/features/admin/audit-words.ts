import type { auditEntrySchema } from "@formloom/shared/api";
import type { z } from "zod";

export type AuditEntry = z.infer<typeof auditEntrySchema>;

const deeds: Readonly<Record<string, string>> = {
  "setup.completed": "set the server up",
  "auth.signed-in": "signed in",
  "auth.denied": "was not let in",
  "auth.password-changed": "changed their password",
  "user.created": "added a person",
  "user.changed": "changed a person",
  "user.deleted": "removed a person",
  "token.created": "made an API token",
  "token.withdrawn": "withdrew an API token",
  "connection.created": "added a connection",
  "connection.changed": "changed a connection",
  "connection.deleted": "deleted a connection",
  "connection.denied": "was refused a connection",
  "egress.blocked": "A request to a forbidden address was stopped",
  "form.created": "made a form",
  "form.changed": "changed a form",
  "form.deleted": "deleted a form",
  "form.secret-rotated": "renewed a form's webhook secret",
  "pipeline.created": "made an automation",
  "pipeline.deleted": "deleted an automation",
  "pipeline.published": "published an automation",
  "pipeline.paused": "paused an automation",
  "pipeline.resumed": "resumed an automation",
  "pipeline.switched-on": "switched an automation on",
  "pipeline.switched-off": "switched an automation off",
  "pipeline.one-at-a-time": "set an automation to one run at a time",
  "pipeline.side-by-side": "let an automation's runs go side by side",
  "pipeline.tested": "tested an automation",
  "pipeline.fields-replaced": "replaced answers in an automation",
  "pipeline.draft-from-replay": "put a fix from a run into the draft",
  "pipeline.backfilled": "ran an automation over past responses",
  "runs.replay-begun": "ran several runs again",
  "failures.dismissed": "dismissed a cause of failures",
  "failures.restored": "took a dismissed cause of failures back",
  "engine.probed": "had a service tried again",
  "engine.retried-waiting": "had waiting runs tried at once",
  "engine.tidied": "had old runs tidied away",
  "response.deleted": "deleted a response",
  "response.edited": "edited a response",
};

/** What was done, as the end of a sentence that begins with who did it. */
export function deedOf({ action, detail }: Pick<AuditEntry, "action" | "detail">): string {
  if (action === "run.replayed") return replayWords(detail);
  if (action === "run.step-settled") {
    return detail["as"] === "sent"
      ? "said that a step had sent"
      : "said that a step had not sent, and ran it again";
  }
  return deeds[action] ?? action.replaceAll(/[.-]/g, " ");
}

function replayWords(detail: AuditEntry["detail"]): string {
  const from = typeof detail["fromNodeId"] === "string" ? " from one step" : "";
  const changes = Array.isArray(detail["changes"]) ? detail["changes"] : [];
  const names = changes.flatMap((change: unknown) => changedNames(change));
  const changed = names.length === 0 ? "" : `, with ${names.join(", ")} changed`;
  const again = detail["sendAgain"] === true ? ", sending again what was sent" : "";
  return `ran a run again${from}${changed}${again}`;
}

function changedNames(change: unknown): string[] {
  if (typeof change !== "object" || change === null || !("changed" in change)) return [];
  return Array.isArray(change.changed)
    ? change.changed.filter((name) => typeof name === "string")
    : [];
}
