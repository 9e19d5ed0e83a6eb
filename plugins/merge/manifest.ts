import { defineManifest, formEventTypes } from "@formloom/plugin-sdk";
import { z } from "zod";

export const manifest = defineManifest({
  id: "merge",
  version: 1,
  name: "Join",
  description: "Brings several ways together, so that what follows is drawn and runs only once.",
  category: "logic",
  icon: "git-merge",
  triggers: formEventTypes,
  role: "merge",
  config: z.strictObject({
    mode: z.enum(["all", "first"]).meta({
      title: "Go on",
      description: "Ways that were not taken are never waited for.",
      "x-labels": {
        all: "when every way has come this far",
        first: "as soon as the first way has come this far",
      },
    }),
  }),
  defaults: { mode: "all" },
  outputs: [{ id: "out", label: "Then" }],
  produces: [],
  describe: "go on {mode}",
  ifInterrupted: "again",
});
