import type { FieldKind } from "./field-kind.ts";
import type { Field } from "./fields.ts";

/**
 * Questions that may take the place of one that is gone, the likeliest first: those of a kind that is
 * wanted, then by how alike their names are to `lost`, an id or a label. Headings are left out.
 */
export function closestFields(
  lost: string,
  fields: readonly Field[],
  wanted: readonly FieldKind[] = [],
): Field[] {
  return fields
    .filter((field) => field.kind !== "heading")
    .map((field) => ({
      field,
      fits: wanted.includes(field.kind),
      score: Math.max(likeness(lost, field.id), likeness(lost, field.label)),
    }))
    .toSorted((one, other) => Number(other.fits) - Number(one.fits) || other.score - one.score)
    .map(({ field }) => field);
}

/** How much two names have in common, from 0 to 1: the share of their pairs of letters. */
function likeness(one: string, other: string): number {
  const [mine, theirs] = [pairsOf(one), pairsOf(other)];
  if (mine.size === 0 || theirs.size === 0) return 0;
  const shared = [...mine].filter((pair) => theirs.has(pair)).length;
  return (2 * shared) / (mine.size + theirs.size);
}

function pairsOf(text: string): ReadonlySet<string> {
  const letters = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  return new Set(
    Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)),
  );
}
