import { isRecord, templatePieces } from "@formloom/shared/values";

type Settings = Readonly<Record<string, unknown>>;

const maxDepth = 64;
/** The head of a pill, or of a condition's field, up to the id of the step whose result it uses. */
const pillHead = /^(\{\{\s*steps\.)([\p{L}\p{N}_-]+)(?=[.\s|}])/u;
const fieldHead = /^(steps\.)([\p{L}\p{N}_-]+)(?=\.|$)/u;

/**
 * Settings in which references to the results of steps name other steps: those of `ids` by their new
 * id, the others as before. Everything else stays as it was, letter for letter.
 */
export function rebindSteps(
  settings: Settings,
  ids: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const rename = (text: string, head: RegExp): string =>
    text.replace(head, (_all, before: string, id: string) => `${before}${ids.get(id) ?? id}`);
  return mapRecord(settings, rename, 0);
}

/** Ids of the steps whose results settings use. */
export function stepsUsed(settings: Settings): Set<string> {
  const used = new Set<string>();
  const note = (text: string, head: RegExp): string => {
    const id = head.exec(text)?.[2];
    if (id !== undefined) used.add(id);
    return text;
  };
  mapRecord(settings, note, 0);
  return used;
}

type Rename = (text: string, head: RegExp) => string;

function mapValue(value: unknown, rename: Rename, depth: number): unknown {
  if (depth > maxDepth) return value;
  if (typeof value === "string") return mapText(value, rename);
  if (Array.isArray(value)) return value.map((item: unknown) => mapValue(item, rename, depth + 1));
  return isRecord(value) ? mapRecord(value, rename, depth + 1) : value;
}

function mapRecord(record: Settings, rename: Rename, depth: number): Record<string, unknown> {
  const { field } = record;
  const isRule = typeof field === "string" && typeof record["operator"] === "string";
  const mapped = Object.entries(record).map(([key, value]) => [
    key,
    isRule && key === "field" ? rename(field, fieldHead) : mapValue(value, rename, depth),
  ]);
  return Object.fromEntries(mapped);
}

function mapText(text: string, rename: Rename): string {
  if (!text.includes("{{")) return text;
  return templatePieces(text)
    .map(({ kind, source }) => (kind === "pill" ? rename(source, pillHead) : source))
    .join("");
}
