import type { Field } from "@formloom/shared/form";
import { describe, expect, it } from "vitest";
import { answerText, filesOf } from "./answer-text.ts";

const field = (kind: Field["kind"], more: Partial<Field> = {}): Field => ({
  id: "f",
  kind,
  label: "F",
  required: false,
  ...more,
});

describe("answerText", () => {
  it("shows the labels of options, not their ids", () => {
    const options = [
      { id: "s", label: "Small" },
      { id: "l", label: "Large" },
    ];
    expect(answerText(field("choice", { options }), "s")).toBe("Small");
    expect(answerText(field("choices", { options }), ["s", "l", "gone"])).toBe(
      "Small, Large, gone",
    );
  });

  it("shows 0 and false, which are answers", () => {
    expect(answerText(field("number"), 0)).toBe("0");
    expect(answerText(field("boolean"), false)).toBe("No");
  });

  it("shows nothing where nothing was answered", () => {
    expect(answerText(field("text"), undefined)).toBe("");
    expect(answerText(field("text"), null)).toBe("");
  });

  it("shows a rating with its scale", () => {
    expect(answerText(field("rating", { max: 10 }), 7)).toBe("7 of 10");
  });

  it("names uploaded files", () => {
    const files = [{ fileId: "x", name: "cv.pdf", sizeBytes: 3 }];
    expect(answerText(field("file"), files)).toBe("cv.pdf");
    expect(filesOf("nonsense")).toEqual([]);
  });
});
