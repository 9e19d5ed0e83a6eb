import {
  conditionSetting,
  defineManifest,
  formEventTypes,
  formEventTypeSchema,
} from "@formloom/plugin-sdk";
import { z } from "zod";

export const manifest = defineManifest({
  id: "trigger",
  version: 1,
  name: "When",
  description: "Starts the automation when something happens to the form or its responses.",
  category: "trigger",
  icon: "bolt",
  triggers: formEventTypes,
  role: "trigger",
  config: z.strictObject({
    events: z.array(formEventTypeSchema).min(1).meta({ title: "When", "x-control": "form-events" }),
    filter: conditionSetting({
      title: "Only if",
      description: "Leave empty to start for every event.",
    })
      .nullable()
      .default(null),
  }),
  defaults: { events: ["form.submitted"], filter: null },
  inputs: [],
  outputs: [{ id: "out", label: "Then" }],
  produces: [],
  describe: "{events}",
  ifInterrupted: "again",
});
