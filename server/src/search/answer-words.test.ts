import type { Field } from "@formloom/shared/form";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerWords, foldText, matchesWords, searchWords, tsQueryOf } from "./answer-words.ts";

const field = (id: string, kind: Field["kind"], rest: Partial<Field> = {}): Field => ({
  id,
  kind,
  label: id,
  required: false,
  ...rest,
});

const finds = (text: string, q: string): boolean =>
  matchesWords(answerWords([field("t", "text")], { t: text }), searchWords(q));

describe("a search in answers", () => {
  it.each([
    ["Jürgen Müller", "muller jurg"],
    ["ZOË Ångström", "zoe ang"],
    ["Straße 5", "strasse"],
    ["Łódź", "lodz"],
    ["ada@example.org", "ada@exam"],
    ["İstanbul", "istan"],
    ["ｆｕｌｌ width", "full"],
    ["Ελλάς", "ελλασ"],
    ["東京都に住む", "京都"],
  ])("finds %s by %s", (text, q) => expect(finds(text, q)).toBe(true));

  it.each([
    ["Jürgen Müller", "rgen"],
    ["Jürgen Müller", "jurgen maier"],
    ["1000", "00"],
  ])("does not find %s by %s", (text, q) => expect(finds(text, q)).toBe(false));

  it("finds choices by what people read, numbers, lists and names of files, and no switches", () => {
    const options = [{ id: "o1", label: "Große Halle" }];
    const fields = [field("room", "choice", { options }), field("rooms", "choices", { options })];
    const words = answerWords(fields, {
      room: "o1",
      rooms: ["o1", "gone"],
      amount: 12.5,
      yes: true,
      file: { fileId: "x", name: "plan.pdf" },
      nothing: null,
    });
    expect(words.toSorted()).toEqual(["12", "5", "gone", "grosse", "halle", "pdf", "plan"]);
  });

  it("holds what the database takes, however long the answers are", () => {
    const t = Array.from({ length: 100_000 }, (_, index) => `word${index}`).join(" ");
    const words = answerWords([field("t", "long_text")], { t });
    expect(words.length).toBeGreaterThan(30_000);
    expect(words.reduce((sum, word) => sum + word.length, 0)).toBeLessThan(700_000);
  });

  it("finds any text by the beginning of any of its words, and never breaks the query's form", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const words = searchWords(text);
        expect(tsQueryOf(words)).toMatch(/^(('[\p{L}\p{N}]+':\*)( & '[\p{L}\p{N}]+':\*)*)?$/u);
        for (const word of words)
          expect(finds(text, Array.from(word).slice(0, 3).join(""))).toBe(true);
      }),
    );
    expect(foldText("")).toBe("");
  });
});
