import { conditionSetting, defineManifest, formEventTypes } from "@formloom/plugin-sdk";
import { z } from "zod";

export const manifest = defineManifest({
  id: "filter",
  version: 1,
  name: "Only if",
  description: "Goes on only when a condition holds; otherwise what follows is skipped.",
  category: "logic",
  icon: "filter",
  triggers: formEventTypes,
  role: "logic",
  config: z.strictObject({
    condition: conditionSetting({
      title: "Condition",
      description: "What follows runs only when this holds.",
    }),
  }),
  defaults: { condition: { combinator: "and", rules: [] } },
  outputs: [{ id: "out", label: "If it holds" }],
  produces: [{ path: "passed", label: "Condition held", kind: "boolean" }],
  describe: "only if {condition}",
  ifInterrupted: "again",
  validate: ({ condition }) =>
    condition.rules.length > 0
      ? []
      : [{ path: "condition", code: "required", message: "Add at least one rule." }],
});
