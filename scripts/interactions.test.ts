import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/interactions.md"), "utf8");

interface Line {
  readonly promise: string;
  readonly proofs: readonly { readonly file: string; readonly title: string }[];
}

/** The rows of the page's tables. */
function linesOf(markdown: string): Line[] {
  const rows = markdown.split("\n").filter((line) => /^\| (?!Promise|-)/.test(line));
  return rows.map((row) => {
    const [, promise = "", tests = ""] = row.split(" | ").flatMap((cell) => cell.split(/^\| /));
    const proofs = tests.split("<br>").flatMap((proof) => {
      const match = /^`([^`]+)` (.+?)\s*\|?$/.exec(proof.trim());
      return match?.[1] === undefined || match[2] === undefined
        ? []
        : [{ file: match[1], title: match[2].trim() }];
    });
    return { promise: promise.trim(), proofs };
  });
}

describe("the list of interactions", () => {
  const lines = linesOf(page);

  it("has a test behind each promise", () => {
    expect(lines.length).toBeGreaterThan(30);
    expect(lines.filter(({ proofs }) => proofs.length === 0)).toEqual([]);
  });

  it("names only tests that exist", () => {
    const missing = lines.flatMap(({ proofs }) =>
      proofs
        .filter(({ file, title }) => {
          const path = join(root, file);
          return !existsSync(path) || !readFileSync(path, "utf8").includes(title);
        })
        .map(({ file, title }) => `${file}: ${title}`),
    );
    expect(missing).toEqual([]);
  });

  it("would find out a line without a test", () => {
    expect(linesOf("| A promise | soon |\n| Another | `a.test.ts` does it |")).toEqual([
      { promise: "A promise", proofs: [] },
      { promise: "Another", proofs: [{ file: "a.test.ts", title: "does it" }] },
    ]);
  });
});
