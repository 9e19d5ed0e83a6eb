import { alertKindSchema } from "@formloom/shared/api";
import { z } from "zod";
import type { AlertWords } from "./alert-words.ts";

/** One alert in a message, as it was when the message was composed. */
export const alertItemSchema = z.object({
  id: z.string(),
  kind: alertKindSchema,
  /** `raised`, `still` so after a day, `over`, or `passed`: it came and went before anybody was told. */
  state: z.enum(["raised", "still", "over", "passed"]),
  formId: z.string(),
  formName: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  sentence: z.string(),
  advice: z.string().nullable(),
  count: z.number(),
  startedAt: z.string(),
  url: z.string(),
});
export type AlertItem = z.infer<typeof alertItemSchema>;

/** What a message says; made once, so that every attempt sends the same. */
export const alertContentSchema = z.object({
  isTest: z.boolean(),
  subject: z.string(),
  text: z.string(),
  /** Where all alerts are shown. */
  url: z.string(),
  items: z.array(alertItemSchema),
});
export type AlertContent = z.infer<typeof alertContentSchema>;

const marks = {
  raised: "Goes wrong",
  still: "Still goes wrong",
  over: "Over",
  passed: "Went wrong, and is over",
} as const;

/** The words of a message of one or several alerts. `isLast`: what comes today is kept for tomorrow. */
export function composeContent(
  items: readonly AlertItem[],
  { baseUrl, isLast }: { readonly baseUrl: string; readonly isLast: boolean },
): AlertContent {
  const url = `${baseUrl}/alerts`;
  const parts = items.map(({ state, sentence, advice, url: link }) =>
    [
      `${marks[state]}: ${sentence}`,
      ...(advice === null || state === "over" || state === "passed" ? [] : [advice]),
      link,
    ].join("\n"),
  );
  const foot = [
    ...(isLast
      ? ["This is the last message for today; what comes now is sent together tomorrow."]
      : []),
    `All alerts, and how you are told: ${url}`,
  ];
  return {
    isTest: false,
    subject: subjectOf(items),
    text: [...parts, foot.join("\n")].join("\n\n"),
    url,
    items: [...items],
  };
}

/** A message that only shows that messages arrive. */
export function testContent(baseUrl: string): AlertContent {
  const url = `${baseUrl}/account`;
  return {
    isTest: true,
    subject: "Formloom: a test alert",
    text: `This is a test: alerts about your automations reach you here. Nothing is wrong.\n\nHow you are told: ${url}`,
    url,
    items: [],
  };
}

function subjectOf(items: readonly AlertItem[]): string {
  const [first] = items;
  if (items.length === 1 && first !== undefined) {
    const { state, pipelineName, formName } = first;
    return `Formloom: “${pipelineName}” ${titles[first.kind][isOver(state) ? "over" : "open"]} (${formName})`;
  }
  const open = items.filter(({ state }) => !isOver(state)).length;
  const over = items.length - open;
  if (over === 0) return `Formloom: ${open} alerts`;
  return open === 0
    ? `Formloom: ${over} alerts are over`
    : `Formloom: ${open} ${open === 1 ? "alert" : "alerts"}, ${over} over`;
}

const isOver = (state: AlertItem["state"]): boolean => state === "over" || state === "passed";

const titles: Readonly<
  Record<AlertItem["kind"], { readonly open: string; readonly over: string }>
> = {
  failing: { open: "fails", over: "works again" },
  rate: { open: "fails often", over: "works again" },
  waiting: { open: "has runs that wait", over: "has no runs that wait too long" },
  connection: { open: "needs its connection renewed", over: "works again" },
  silence: { open: "is silent", over: "is not silent any more" },
  late: { open: "is late", over: "is in time again" },
};

/** The sentence that fits how an alert stands. */
export const sentenceOf = (state: AlertItem["state"], words: AlertWords): string =>
  state === "over" ? words.over : words.sentence;
