import { describe, expect, it } from "vitest";
import { sandboxedDocument } from "./sandboxed-document.ts";

describe("sandboxedDocument", () => {
  it("puts the policy before anything of the mail's", () => {
    const page = sandboxedDocument('<meta http-equiv="refresh" content="0;url=//evil"><p>Hi</p>');
    expect(page.indexOf("default-src 'none'")).toBeLessThan(page.indexOf("refresh"));
    expect(page).toContain("<p>Hi</p>");
  });

  it("lets the mail neither run scripts nor load anything", () => {
    expect(sandboxedDocument("")).toMatch(
      /default-src 'none'; style-src 'unsafe-inline'; img-src data:/,
    );
  });
});
