import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffWords } from "./word-diff.ts";

const textArbitrary = fc
  .array(fc.constantFrom("email", "Ada,", "and", "wait", "2", "days", " ", "\n"), { maxLength: 14 })
  .map((words) => words.join(" "));

describe("diffWords", () => {
  it("marks the words that came and went", () => {
    const pieces = diffWords("Email Ada, then wait 2 days.", "Email Grace, then wait 3 days.");
    expect(pieces.map(({ kind, text }) => `${kind}:${text}`)).toEqual([
      "same:Email",
      "removed: Ada,",
      "added: Grace,",
      "same: then wait",
      "removed: 2",
      "added: 3",
      "same: days.",
    ]);
  });

  it("holds both texts in full, and marks nothing where they are the same", () => {
    fc.assert(
      fc.property(textArbitrary, textArbitrary, (before, after) => {
        const pieces = diffWords(before, after);
        const without = (kind: string) =>
          pieces.flatMap((piece) => (piece.kind === kind ? [] : [piece.text])).join("");
        expect(without("added")).toBe(before);
        expect(without("removed")).toBe(after);
        expect(diffWords(after, after).filter(({ kind }) => kind !== "same")).toEqual([]);
      }),
    );
  });

  it("shows texts that are too long for it as a whole", () => {
    const long = "word ".repeat(1_000);
    expect(diffWords(long, `${long}more`).map(({ kind }) => kind)).toEqual(["removed", "added"]);
  });
});
