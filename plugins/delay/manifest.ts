import {
  defineManifest,
  formEventTypes,
  parseTemplate,
  readInstant,
  templateText,
} from "@formloom/plugin-sdk";
import { z } from "zod";
import { durationMs, durationUnits, maxWaitMs } from "./due-time.ts";

const forSchema = z.strictObject({
  amount: z.number().positive().meta({ title: "How long" }),
  unit: z.enum(durationUnits).meta({ title: "Unit" }),
});

export const manifest = defineManifest({
  id: "delay",
  version: 1,
  name: "Wait",
  description: "Goes on after some time, or at a date that an answer gives.",
  category: "waiting",
  icon: "hourglass",
  triggers: formEventTypes,
  role: "logic",
  config: z
    .strictObject({
      for: forSchema.optional().meta({ title: "For some time", "x-control": "duration" }),
      until: templateText({
        title: "Until a date",
        description: "A date means the start of that day. A time that has passed goes on at once.",
        placeholder: "2026-12-24 or an answer",
        whenEmpty: "fail",
      }).optional(),
    })
    .meta({ "x-control": "either" }),
  defaults: { for: { amount: 1, unit: "days" } },
  accepts: { until: ["date"] },
  outputs: [{ id: "out", label: "Then" }],
  produces: [{ path: "until", label: "Waited until", kind: "date" }],
  describe: "wait[ {for}][ until {until}]",
  ifInterrupted: "again",
  validate: (config) => {
    if ((config.for === undefined) === (config.until === undefined)) {
      const message =
        config.for === undefined
          ? "Say how long to wait, or until when."
          : "Say either how long to wait or until when, not both.";
      return [{ path: "", code: config.for === undefined ? "required" : "both_set", message }];
    }
    if (config.for !== undefined && durationMs(config.for) > maxWaitMs) {
      return [{ path: "for", code: "too_long", message: "Wait ten years at most." }];
    }
    return untilProblems(config.until);
  },
});

/** A text with pills is known only when it runs; one without is judged now. */
function untilProblems(until: string | undefined) {
  if (until === undefined) return [];
  if (until.trim() === "") {
    return [{ path: "until", code: "required", message: "Give a date, or insert an answer." }];
  }
  const template = parseTemplate(until);
  const isPlain = template.ok && template.value.parts.every((part) => typeof part === "string");
  if (!isPlain || readInstant(until.trim(), "UTC") !== undefined) return [];
  const message = "This is no date; write it as 2026-12-24, or insert an answer that is a date.";
  return [{ path: "until", code: "bad_date", message }];
}
