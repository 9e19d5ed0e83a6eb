import { isRecord } from "@formloom/shared/values";
import type { Answers } from "@formloom/shared/events";
import type { Field } from "@formloom/shared/form";

/** Characters of a word that count, in the index and in a search. */
const maxWordLength = 40;
/** What the database takes for one response is 1 MiB; a word has some bytes of its own there. */
const maxBytes = 700_000;
const bytesPerWord = 8;
/** Words of a search that count. */
const maxSearchWords = 12;

const wordPattern = /[\p{L}\p{N}]+/gu;
const marks = /\p{M}/gu;
/** Scripts that put no blanks between words: there, a word may begin at each character. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Letters that are no letter with a mark, and are typed as others where a keyboard lacks them. */
const letters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ς: "σ",
};

/** A text as it is compared: without case, accents and widths. */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(marks, "")
    .replaceAll(/[ßæœøłđðþıς]/g, (letter) => letters[letter] ?? letter);
}

/** The words of what somebody searches for, folded; each has to be how a word of the answers begins. */
export function searchWords(q: string): string[] {
  const words = (foldText(q).match(wordPattern) ?? []).map(cut);
  return [...new Set(words)].slice(0, maxSearchWords);
}

/** The words of a response's answers, folded, each once. Choices count by what people read. */
export function answerWords(fields: readonly Field[], answers: Answers): string[] {
  const found = new Set<string>();
  let bytes = 0;
  for (const word of wordsOf(fields, answers)) {
    if (found.has(word)) continue;
    bytes += Buffer.byteLength(word) + bytesPerWord;
    if (bytes > maxBytes) break;
    found.add(word);
  }
  return [...found];
}

/** Whether each word that is searched for is how one of `words` begins. */
export function matchesWords(words: readonly string[], searched: readonly string[]): boolean {
  return searched.every((beginning) => words.some((word) => word.startsWith(beginning)));
}

/** The same as a PostgreSQL tsquery. Folded words have letters and digits only, so nothing needs escaping. */
export function tsQueryOf(searched: readonly string[]): string {
  return searched.map((word) => `'${word}':*`).join(" & ");
}

function* wordsOf(fields: readonly Field[], answers: Answers): Generator<string> {
  const byId = new Map(fields.map((field) => [field.id, field]));
  for (const [id, answer] of Object.entries(answers)) {
    for (const text of answerTexts(byId.get(id), answer)) yield* wordsIn(text);
  }
}

function* wordsIn(text: string): Generator<string> {
  for (const [word] of foldText(text).matchAll(wordPattern)) {
    yield cut(word);
    if (!unspaced.test(word)) continue;
    const characters = Array.from(word);
    for (let at = 1; at < characters.length; at += 1) {
      yield characters.slice(at, at + maxWordLength).join("");
    }
  }
}

const cut = (word: string): string =>
  word.length <= maxWordLength ? word : Array.from(word).slice(0, maxWordLength).join("");

function answerTexts(field: Field | undefined, answer: unknown): string[] {
  if (typeof answer === "number") return [String(answer)];
  if (typeof answer === "string") return [labelOf(field, answer)];
  if (Array.isArray(answer)) return answer.flatMap((each) => answerTexts(field, each));
  // A file: by its name.
  return isRecord(answer) && typeof answer["name"] === "string" ? [answer["name"]] : [];
}

function labelOf(field: Field | undefined, answer: string): string {
  return field?.options?.find(({ id }) => id === answer)?.label ?? answer;
}
