import type { BackfillCount } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { counted } from "../../ui/counted.ts";

type Act = BackfillCount["acts"][number];

const shownRecipients = 4;

/** What each step would send at most, in exact words: "Up to 214 emails to “E-mail address”". */
export function actWords(act: Act, runs: number, fields: readonly Field[]): string {
  const most = `Up to ${amountOf(act, runs)}`;
  const to = [...new Set(act.to.map((template) => recipientWords(template, fields)))];
  if (to.length === 0) return `${most} by the step “${act.name}”`;
  const rest = to.length > shownRecipients ? ` and ${to.length - shownRecipients} more` : "";
  return `${most}, each to ${to.slice(0, shownRecipients).join(", ")}${rest}`;
}

function amountOf({ type }: Act, runs: number): string {
  switch (type) {
    case "email":
      return counted(runs, "email");
    case "slack":
      return counted(runs, "message to Slack", "messages to Slack");
    case "webhook":
      return counted(runs, "web request");
    default:
      return counted(runs, "action");
  }
}

/** A recipient as it is set up; a question stands for what the person answered. */
function recipientWords(template: string, fields: readonly Field[]): string {
  return template.replaceAll(/\{\{\s*([\w.]+)[^}]*\}\}/g, (_, path: string) => {
    const field = fields.find(({ id }) => path === `answers.${id}`);
    return field === undefined ? "a result of an earlier step" : `the answer to “${field.label}”`;
  });
}

/** What is left out, with the number first; empty where nothing is. */
export function skippedWords(count: BackfillCount): readonly string[] {
  return count.reasons.map(({ reason, count: number }) => `${number.toLocaleString()}: ${reason}`);
}
