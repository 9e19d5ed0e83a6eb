import { defineManifest } from "@formloom/plugin-sdk";
import { z } from "zod";

/** A node type that does nothing but pass a text on, after a while. */
export const manifest = defineManifest({
  id: "echo",
  version: 1,
  name: "Echo",
  description: "Passes a text on.",
  category: "developer",
  icon: "repeat",
  triggers: ["form.submitted"],
  config: z.strictObject({ text: z.string().default(""), afterMs: z.number().default(0) }),
  defaults: {},
  produces: [],
  describe: "echo {text}",
  ifInterrupted: "again",
});
