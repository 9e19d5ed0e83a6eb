import { describe, expect, test } from "vitest";
import { secretTexts } from "../../secret-texts.ts";
import { createMask } from "./secret-mask.ts";

describe("createMask", () => {
  const secret = 'p"ä$s word/+';
  const mask = createMask([secret]);

  test.each([
    ["as it is", secret],
    ["in JSON", JSON.stringify({ a: secret })],
    ["in a URL", `https://x/?p=${encodeURIComponent(secret)}`],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64url", Buffer.from(secret).toString("base64url")],
  ])("hides a secret %s", (_where, text) => {
    const shown = mask(text);
    expect(shown).toContain("•••");
    expect(shown).not.toContain("s word");
    expect(shown).not.toContain(Buffer.from(secret).toString("base64url").slice(0, 10));
  });

  test("leaves short texts and everything else alone", () => {
    expect(createMask(["abc"])("abc")).toBe("abc");
    expect(mask("nothing here")).toBe("nothing here");
  });
});

describe("secretTexts", () => {
  test("finds every text within a value", () => {
    expect(secretTexts({ a: "x", b: [1, { c: "y" }], d: null })).toEqual(["x", "y"]);
  });
});
