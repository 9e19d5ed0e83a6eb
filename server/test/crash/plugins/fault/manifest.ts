import { defineManifest } from "@formloom/plugin-sdk";
import { z } from "zod";

/** A node type that does harm in the way its setting names. */
export const manifest = defineManifest({
  id: "fault",
  version: 1,
  name: "Fault",
  description: "Does harm on purpose.",
  category: "developer",
  icon: "bug",
  triggers: ["form.submitted"],
  config: z.strictObject({
    how: z.enum([
      "pass",
      "sleep",
      "exit-0",
      "exit-3",
      "throw",
      "reject",
      "throw-string",
      "throw-null",
      "throw-frozen",
      "throw-getter",
      "unhandled",
      "loop",
      "never",
      "regex",
      "heap",
      "buffers",
      "huge",
      "twice",
      "forge",
      "kill-process",
      "once-kill-process",
    ]),
    /** How long `sleep` takes. */
    ms: z.number().default(0),
    /** A file: `sleep` and the ways that kill the process append their run's id to it first. */
    marker: z.string().default(""),
  }),
  defaults: { how: "pass" },
  produces: [],
  describe: "do harm: {how}",
  ifInterrupted: "again",
});
