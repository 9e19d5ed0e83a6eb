import type { Field, FieldKind } from "@formloom/shared/form";

const maxOffered = 3;

/**
 * Questions that may take the place of one that is gone, the likeliest first, at most three: of a kind
 * that is wanted there, then by how alike their names are.
 */
export function closestFields(
  lost: string,
  fields: readonly Field[],
  wanted: readonly FieldKind[] = [],
): Field[] {
  const fitting = wanted.length === 0 ? [] : fields.filter((field) => wanted.includes(field.kind));
  return (fitting.length === 0 ? fields : fitting)
    .map((field) => ({
      field,
      score: Math.max(likeness(lost, field.id), likeness(lost, field.label)),
    }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, maxOffered)
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
