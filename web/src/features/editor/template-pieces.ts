/** A run of plain text or a pill of a template, where it stands. */
export interface TemplatePiece {
  readonly kind: "text" | "pill";
  readonly start: number;
  readonly end: number;
  /** The text, or the path of the pill. */
  readonly text: string;
}

const pill = /\{\{\s*([^\s|{}]+)\s*(?:\|[^{}]*)?\}\}/g;

/** A template cut into text and pills, for showing; what cannot be read as a pill stays text. */
export function templatePieces(source: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  for (const match of source.matchAll(pill)) {
    const start = match.index;
    if (start > at)
      pieces.push({ kind: "text", start: at, end: start, text: source.slice(at, start) });
    at = start + match[0].length;
    pieces.push({ kind: "pill", start, end: at, text: match[1] ?? "" });
  }
  if (at < source.length)
    pieces.push({ kind: "text", start: at, end: source.length, text: source.slice(at) });
  return pieces;
}

export interface Insertion {
  readonly text: string;
  /** Where the caret belongs afterwards. */
  readonly caret: number;
}

/** Puts a pill in place of the selection; an `@` just typed before it goes. */
export function pillInserted(
  source: string,
  path: string,
  selection: { readonly start: number; readonly end: number },
): Insertion {
  const at = source.slice(0, selection.start).endsWith("@") ? selection.start - 1 : selection.start;
  const written = `{{ ${path} }}`;
  return {
    text: source.slice(0, at) + written + source.slice(selection.end),
    caret: at + written.length,
  };
}

/** Takes a whole pill out. */
export function pillRemoved(source: string, piece: TemplatePiece): string {
  return source.slice(0, piece.start) + source.slice(piece.end);
}

/** Whether Backspace here should take the pill that ends at the caret. */
export function pillBefore(source: string, caret: number): TemplatePiece | undefined {
  return templatePieces(source).find((piece) => piece.kind === "pill" && piece.end === caret);
}
