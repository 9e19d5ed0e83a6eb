import { isFilterName, type FilterArgument } from "./template-filter.ts";
import { scanPill, type Pill } from "./template-parse.ts";

/** A stretch of a template: literal text, or a pill with how it was written. */
export type TemplatePiece =
  | { readonly kind: "text"; readonly source: string }
  | { readonly kind: "pill"; readonly source: string; readonly pill: Pill };

/**
 * Cuts a text into pills and what stands between them, for editing. Unlike `parseTemplate` it never
 * fails: what can't be read as a pill is text. The sources of the pieces, joined, are the text again.
 */
export function templatePieces(source: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let textFrom = 0;
  let open = source.indexOf("{{");
  while (open >= 0) {
    const read = scanPill(source, open);
    const pill = read.ok ? read.value.value : undefined;
    const end = read.ok ? read.value.end : open + 1;
    if (pill !== undefined && typeof pill !== "string") {
      if (open > textFrom) pieces.push({ kind: "text", source: source.slice(textFrom, open) });
      pieces.push({ kind: "pill", source: source.slice(open, end), pill });
      textFrom = end;
    }
    open = source.indexOf("{{", end);
  }
  if (textFrom < source.length) pieces.push({ kind: "text", source: source.slice(textFrom) });
  return pieces;
}

/**
 * Writes a pill the way `parseTemplate` reads it. Filters that don't exist are left out.
 *
 * @example writePill({ path: "answers.name", filters: [{ name: "default", args: ["you"] }] })
 */
export function writePill({ path, filters }: Pick<Pill, "path" | "filters">): string {
  const written = filters
    .filter(({ name }) => isFilterName(name))
    .map(
      ({ name, args }) =>
        ` | ${name}${args.length === 0 ? "" : `: ${args.map(writeArgument).join(", ")}`}`,
    );
  return `{{ ${path}${written.join("")} }}`;
}

/** `JSON.stringify` would write escapes such as \\u0007 that templates don't know. */
function writeArgument(argument: FilterArgument): string {
  if (typeof argument !== "string") return String(argument);
  const text = argument
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t");
  return `"${text}"`;
}
