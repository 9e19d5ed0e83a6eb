/** A piece of two texts laid over one another. */
export interface DiffPiece {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  /** Where it begins, counted over all pieces. */
  readonly at: number;
}

/** Longer texts are shown as a whole before and a whole after: comparing takes words × words steps. */
const maxWords = 400;

/**
 * What differs between two texts, word by word: joined without the added pieces they are the older
 * text, without the removed ones the newer.
 */
export function diffWords(before: string, after: string): DiffPiece[] {
  const [older, newer] = [wordsOf(before), wordsOf(after)];
  if (older.length > maxWords || newer.length > maxWords) {
    return joined([
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ]);
  }
  const common = commonLengths(older, newer);
  const pieces: Omit<DiffPiece, "at">[] = [];
  let [from, to] = [0, 0];
  while (from < older.length || to < newer.length) {
    const kind = nextKind(older, newer, { from, to, common });
    pieces.push({ kind, text: (kind === "added" ? newer[to] : older[from]) ?? "" });
    if (kind !== "added") from += 1;
    if (kind !== "removed") to += 1;
  }
  return joined(pieces);
}

function nextKind(
  older: readonly string[],
  newer: readonly string[],
  { from, to, common }: { readonly from: number; readonly to: number; readonly common: Lengths },
): DiffPiece["kind"] {
  if (from >= older.length) return "added";
  if (to >= newer.length) return "removed";
  if (older[from] === newer[to]) return "same";
  return lengthAt(common, from + 1, to) >= lengthAt(common, from, to + 1) ? "removed" : "added";
}

/** Words with the space before them, so that nothing is lost. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

type Lengths = readonly (readonly number[])[];

/** How many words the rests of both texts have in common, in order. */
function commonLengths(older: readonly string[], newer: readonly string[]): Lengths {
  const rows: number[][] = [];
  for (let from = older.length; from >= 0; from -= 1) {
    const row: number[] = [];
    for (let to = newer.length; to >= 0; to -= 1) {
      const same = from < older.length && to < newer.length && older[from] === newer[to];
      row[to] = same
        ? 1 + lengthAt(rows, from + 1, to + 1)
        : Math.max(lengthAt(rows, from + 1, to), row[to + 1] ?? 0);
    }
    rows[from] = row;
  }
  return rows;
}

function lengthAt(lengths: Lengths, from: number, to: number): number {
  return lengths[from]?.[to] ?? 0;
}

function joined(pieces: readonly Omit<DiffPiece, "at">[]): DiffPiece[] {
  const whole: DiffPiece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (last?.kind === piece.kind) {
      whole[whole.length - 1] = { ...last, text: last.text + piece.text };
    } else if (piece.text !== "") whole.push({ ...piece, at });
    at += piece.text.length;
  }
  return whole;
}
