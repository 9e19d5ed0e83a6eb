import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./paths.mjs";

const SKIPPED = new Set(["node_modules", "dist", "e2e", "generated", "test-results"]);

/** A hash over the names and contents of files; folders count with all that is in them. */
export function hashOf(paths, salt = "") {
  const hash = createHash("sha256").update(salt);
  for (const path of paths.flatMap((each) => [...listFiles(each)])) {
    hash.update(`\0${relative(root, path)}\0`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function* listFiles(path) {
  const entries = readEntries(path);
  if (!entries) yield path;
  for (const entry of entries ?? []) {
    if (!SKIPPED.has(entry.name)) yield* listFiles(join(path, entry.name));
  }
}

function readEntries(path) {
  try {
    return readdirSync(path, { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  } catch (error) {
    if (error.code === "ENOTDIR") return undefined;
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

/** Whether the step that wrote the stamp was done for the same inputs. */
export function isStamped(file, hash) {
  try {
    return readFileSync(file, "utf8") === hash;
  } catch {
    return false;
  }
}

export function stamp(file, hash) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, hash);
}
