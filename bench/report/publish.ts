import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { aimGrid, asMarkdown, gridOf, sourceOf } from "./layout.ts";
import { drawPicture } from "./picture.ts";
import { writeRecord, type Entry } from "./record.ts";

const results = fileURLToPath(new URL("../RESULTS.md", import.meta.url));
const pictures = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
/** What RESULTS.md was written from: the file to compare a later run with. */
export const publishedFile = fileURLToPath(new URL("../published.json", import.meta.url));

const formatter = fileURLToPath(new URL("../../node_modules/.bin/oxfmt", import.meta.url));

const begin = "<!-- written by npm run bench, from here -->";
const end = "<!-- to here -->";

/** Writes the figures into RESULTS.md between its two marks, and the growth curves as pictures. */
export function publish(entries: readonly Entry[]): void {
  const quick = entries.filter((entry) => entry.quick || entry.failed !== null);
  if (quick.length > 0) {
    const names = quick.map((entry) => entry.name).join(", ");
    throw new Error(`Quick or failed runs are not published: measure ${names} in full first.`);
  }
  writeRecord(publishedFile, entries);
  mkdirSync(pictures, { recursive: true });
  for (const picture of entries.flatMap((entry) => entry.findings.pictures)) {
    writeFileSync(`${pictures}bench-${picture.name}.svg`, drawPicture(picture));
  }
  const page = readFileSync(results, "utf8");
  const [head, rest] = page.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) throw new Error(`${results} lacks its two marks.`);
  const body = entries.map(sectionOf).join("\n\n");
  writeFileSync(results, `${head}${begin}\n\n${body}\n\n${end}${tail}`);
  format([results, publishedFile]);
}

/** As the check of the repository wants it. */
function format(files: readonly string[]): void {
  const { status, stderr } = spawnSync(formatter, files, { encoding: "utf8" });
  if (status !== 0) throw new Error(`oxfmt failed: ${stderr}`);
}

function sectionOf(entry: Entry): string {
  const { tables, aims, pictures, notes } = entry.findings;
  return [
    `## ${entry.title}`,
    `\`npm run bench -- ${entry.name}\`: ${sourceOf(entry)}.`,
    ...(aims.length > 0 ? [asMarkdown(aimGrid(aims))] : []),
    ...tables.flatMap((table) => [`### ${table.title}`, asMarkdown(gridOf(table))]),
    ...pictures.map(({ name, title }) => `![${title}](../docs/pictures/bench-${name}.svg)`),
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join("\n")] : []),
  ].join("\n\n");
}
