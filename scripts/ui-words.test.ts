import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
/** The controls of developer steps, whose users know the words. */
const ofDevelopers = ["json-control.tsx"];
const technical = /\b(payloads?|json|expressions?|pipelines?|nodes?|webhook-id|cron)\b/i;
/** Only for code: a type of content, a path, an attribute's value. */
const codeOnly = /^[\w./:@#$[\]{}()=*+,-]*$|application\/json|\[data-|^\s*$/;

/** Texts that people may see: strings of several words, and what stands between tags. */
function textsOf(source: string): string[] {
  const bare = source
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .replaceAll(/^import .*$/gm, "");
  const strings = [...bare.matchAll(/"([^"\n]*)"|`([^`]*)`/g)].map(
    ([, one, other]) => one ?? other,
  );
  const between = [...bare.matchAll(/^\s+([A-Z][^<>{}="]*[a-z.?!])\s*$/gm)].map(([, text]) => text);
  return [...strings, ...between]
    .map((text) => (text ?? "").replaceAll(/\$\{[^}]*\}/g, "…"))
    .filter((text) => text.includes(" ") && !codeOnly.test(text));
}

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter(
      (file) => /\.tsx?$/.test(file) && !file.includes(".test.") && !file.includes("node_modules"),
    )
    .map((file) => `${folder}/${file}`);

describe("the words of the pages", () => {
  it("are no technical ones", () => {
    const files = filesOf("web/src/features").filter(
      (file) => !ofDevelopers.some((own) => file.endsWith(own)),
    );
    expect(files.length).toBeGreaterThan(100);
    const found = files.flatMap((file) =>
      textsOf(readFileSync(join(root, file), "utf8"))
        .filter((text) => technical.test(text))
        .map((text) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it("would be found out", () => {
    expect(textsOf('<Text title="Edit the payload">\n  Change the JSON of it.\n</Text>')).toEqual([
      "Edit the payload",
      "Change the JSON of it.",
    ]);
    expect(textsOf('// the payload of it\nfetch("application/json")')).toEqual([]);
  });
});
