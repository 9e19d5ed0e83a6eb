import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const dist = join(import.meta.dirname, "../../dist");
const manifestFile = join(dist, ".vite/manifest.json");
const built = existsSync(manifestFile);
/**
 * Gzipped, in kB of 1,000 bytes. What the picture needs on top of the editor is a lazy part of it, which
 * phones never fetch; most of that is React Flow.
 */
const budget = { firstPage: 220, editor: 310, picture: 385, lazyChunk: 130, styles: 40 } as const;

const chunkSchema = z.object({
  file: z.string(),
  isEntry: z.boolean().optional(),
  isDynamicEntry: z.boolean().optional(),
  imports: z.array(z.string()).default([]),
});
type Chunks = Readonly<Record<string, z.infer<typeof chunkSchema>>>;

const readChunks = (): Chunks =>
  z.record(z.string(), chunkSchema).parse(JSON.parse(readFileSync(manifestFile, "utf8")));
const sizes = new Map<string, number>();
function sizeOf(file: string): number {
  const size = sizes.get(file) ?? gzipSync(readFileSync(join(dist, file))).length / 1_000;
  sizes.set(file, size);
  return size;
}

/** Scripts that must have arrived before these run: their own, and all that they import at once. */
function filesOf(chunks: Chunks, keys: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (key: string) => {
    const chunk = chunks[key];
    if (chunk === undefined) throw new Error(`The build has no ${key}: name what took its place.`);
    if (found.has(chunk.file) || !chunk.file.endsWith(".js")) return;
    found.add(chunk.file);
    for (const each of chunk.imports) visit(each);
  };
  for (const key of keys) visit(key);
  return found;
}

/** Null within the budget, else a table of what is in it, largest first. */
function excess(files: Iterable<string>, limit: number): string | null {
  const rows = [...files]
    .map((file) => [sizeOf(file), file] as const)
    .toSorted(([a], [b]) => b - a);
  const total = rows.reduce((sum, [size]) => sum + size, 0);
  if (total <= limit) return null;
  const lines = rows.slice(0, 25).map(([size, file]) => `${size.toFixed(1).padStart(7)}  ${file}`);
  return [`${total.toFixed(1)} kB where ${limit} are allowed:`, ...lines].join("\n");
}

describe.runIf(built)("built files, gzipped", () => {
  const chunks = built ? readChunks() : {};
  const entries = Object.keys(chunks).filter((key) => chunks[key]?.isEntry === true);
  const page = (path: string) => filesOf(chunks, [...entries, `src/${path}`]);

  it("keep the first page within its budget", () => {
    expect(excess(page("features/forms/forms-page.tsx"), budget.firstPage)).toBeNull();
    expect(excess(page("features/accounts/sign-in-page.tsx"), budget.firstPage)).toBeNull();
  });

  it("keep the editor within its budget, as a phone fetches it: header, outline and picker", () => {
    const files = filesOf(chunks, [
      ...entries,
      "src/features/editor/editor-page.tsx",
      "src/features/editor/step-picker.tsx",
    ]);
    expect(excess(files, budget.editor)).toBeNull();
  });

  it("keep what the picture needs besides within its own: React Flow alone is 60 kB", () => {
    const files = filesOf(chunks, [
      ...entries,
      "src/app/toasts.tsx",
      "src/features/editor/editor-page.tsx",
      "src/features/editor/editor-canvas.tsx",
    ]);
    expect(excess(files, budget.picture)).toBeNull();
  });

  it("keep every chunk that comes later within its budget", () => {
    const first = filesOf(chunks, entries);
    const later = new Set(Object.values(chunks).map((chunk) => chunk.file)).difference(first);
    const scripts = [...later].filter((file) => file.endsWith(".js"));
    expect(scripts.flatMap((file) => excess([file], budget.lazyChunk) ?? [])).toEqual([]);
  });

  it("keep all style sheets within their budget", () => {
    const styles = readdirSync(join(dist, "assets")).filter((file) => file.endsWith(".css"));
    expect(
      excess(
        styles.map((file) => `assets/${file}`),
        budget.styles,
      ),
    ).toBeNull();
  });

  it("hold no script within the page, so that the policy can forbid them", () => {
    const html = readFileSync(join(dist, "index.html"), "utf8");
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/);
    expect(html).not.toMatch(/\son\w+=/);
  });
});
