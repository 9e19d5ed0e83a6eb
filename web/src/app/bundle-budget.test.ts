import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const dist = join(import.meta.dirname, "../../dist");
const assets = join(dist, "assets");
const built = existsSync(assets);
const kb = 1_000;

const sizeOf = (file: string): number => gzipSync(readFileSync(join(assets, file))).length;
const sum = (files: Iterable<string>): number =>
  [...files].reduce((bytes, file) => bytes + sizeOf(file), 0);
const filesWith = (ending: string): string[] =>
  readdirSync(assets).filter((file) => file.endsWith(ending));
const fileOf = (name: string): string =>
  filesWith(".js").find((file) => file.startsWith(`${name}-`)) ?? name;

/** A chunk with everything that it imports at once: what must arrive before it runs. */
function closure(files: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    const code = readFileSync(join(assets, file), "utf8");
    for (const match of code.matchAll(/(?:import|from)\s*["']\.\/([\w.-]+\.js)["']/g)) {
      if (match[1] !== undefined) visit(match[1]);
    }
  };
  for (const file of files) visit(file);
  return found;
}

describe.runIf(built)("built files, gzipped", () => {
  const page = built ? readFileSync(join(dist, "index.html"), "utf8") : "";
  const entries = [...page.matchAll(/assets\/([\w.-]+\.js)/g)].flatMap(([, file]) => file ?? []);

  it("keep the first page below 220 KB of JavaScript", () => {
    expect(sum(closure([...entries, fileOf("forms-page")]))).toBeLessThan(220 * kb);
  });

  it("keep the editor below 310 KB of JavaScript in all", () => {
    expect(sum(closure([...entries, fileOf("editor-page")]))).toBeLessThan(310 * kb);
  });

  it("keep every lazy chunk below 130 KB", () => {
    const first = closure(entries);
    const heavy = filesWith(".js").filter((file) => !first.has(file) && sizeOf(file) > 130 * kb);
    expect(heavy).toEqual([]);
  });

  it("keep all style sheets below 40 KB", () => {
    expect(sum(filesWith(".css"))).toBeLessThan(40 * kb);
  });

  it("hold no script within the page, so that the policy can forbid them", () => {
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/);
    expect(page).not.toMatch(/\son\w+=/);
  });
});
