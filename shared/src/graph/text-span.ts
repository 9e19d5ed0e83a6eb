import { clipWords } from "./join-words.ts";

const shortText = 60;
const context = 18;
const maxSpan = 80;
/** Half of a character outside the basic plane, where a text was cut through it. */
const halfCharacters = /^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g;

/** Two texts side by side, each cut down to where they differ if they are long. */
export function differingParts(before: string, after: string): readonly [string, string] {
  if (before.length <= shortText && after.length <= shortText) return [before, after];
  const from = startOf(before, commonStart(before, after));
  const tail = commonEnd(before.slice(from), after.slice(from));
  return [cut(before, from, tail), cut(after, from, tail)];
}

function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at < most && before[at] === after[at]) at += 1;
  return at;
}

function commonEnd(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let count = 0;
  while (count < most && before.at(-1 - count) === after.at(-1 - count)) count += 1;
  return count;
}

/** A little before the difference, at the beginning of a word. */
function startOf(text: string, differsAt: number): number {
  const wanted = differsAt - context;
  if (wanted <= 0) return 0;
  const space = text.lastIndexOf(" ", wanted);
  return space < 0 ? wanted : space + 1;
}

function cut(text: string, from: number, tail: number): string {
  const end = Math.min(text.length, text.length - tail + context);
  const whole = text.slice(from, end).replaceAll(halfCharacters, "");
  const part = clipWords(whole, maxSpan);
  const opened = from > 0 ? `…${part}` : part;
  return end < text.length && !opened.endsWith("…") ? `${opened}…` : opened;
}
