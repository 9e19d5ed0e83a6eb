import { defineManifest } from "@formloom/plugin-sdk";
import { z } from "zod";

/** A node type that misbehaves in the way its setting names. */
export const manifest = defineManifest({
  id: "odd",
  version: 1,
  name: "Odd",
  description: "Misbehaves on purpose.",
  category: "developer",
  icon: "bug",
  triggers: ["form.submitted"],
  config: z.strictObject({
    how: z.enum([
      "exit0",
      "exit3",
      "throw-string",
      "throw-null",
      "throw-getter",
      "success-false",
      "nothing",
      "never",
      "loop",
      "loop-once",
      "late",
      "huge",
      "cyclic",
      "bad-port",
      "leak",
    ]),
    marker: z.string().default(""),
  }),
  defaults: { how: "nothing" },
  produces: [],
  describe: "misbehave: {how}",
  ifInterrupted: "again",
});
