import { defineManifest, formEventTypes, templateText } from "@formloom/plugin-sdk";
import { z } from "zod";

// What the node type is, and the settings that its panel shows. Pure data and pure functions: this file
// is loaded by the server and its threads alike. Every field is explained where you hover over it.
export const manifest = defineManifest({
  id: "my-node",
  version: 1,
  name: "My node",
  description: "Sends a line of text to a web address.",
  category: "developer",
  icon: "puzzle",
  triggers: formEventTypes,
  config: z.strictObject({
    url: z.string().max(2_000).meta({ title: "Address", description: "Begins with https://." }),
    text: templateText({ title: "Text", description: "Answers can be inserted.", multiline: true }),
  }),
  defaults: { url: "", text: "" },
  // Settings that run, for the conformance suite: what it sends never leaves the machine.
  example: { config: { url: "https://example.org/in", text: "Hello from {{ form.name }}" } },
  // What later steps can use, known before anything ran.
  produces: [{ path: "status", label: "Status", kind: "number" }],
  describe: "send {text} to {url}",
  // After a crash in the middle of the act: "again" with the same key, or "ask" the owner.
  ifInterrupted: "again",
  // Shown in the editor before publishing. Must not throw.
  validate: ({ url, text }) => [
    ...(/^https?:\/\/[^\s@]+$/.test(url)
      ? []
      : [
          {
            path: "url",
            code: "url_invalid",
            message: "Enter an address that begins with https://.",
          },
        ]),
    ...(text === "" ? [{ path: "text", code: "required", message: "Write a text." }] : []),
  ],
});
