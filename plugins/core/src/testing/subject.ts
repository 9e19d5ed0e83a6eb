import { readFile, readdir } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { checkBackend, checkManifest } from "../check-plugin.ts";
import type { PluginBackend, PluginManifest } from "../define-plugin.ts";
import { secretNames } from "../node-type.ts";
import type { StepConnection } from "../step-context.ts";

/** A plugin's folder as the conformance suite looks at it. */
export interface Subject {
  readonly folder: string;
  readonly files: readonly string[];
  readonly manifest: PluginManifest;
  readonly backend: PluginBackend;
  /** Settings that work: the example's, else the defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The example's connection, with made-up secrets; null where the node type has none. */
  readonly connection: StepConnection | null;
  /** The made-up secrets, which must not come out anywhere. */
  readonly canaries: readonly string[];
}

/** Loads a plugin the way the server does. Throws naming file and field where it does not fit. */
export async function loadSubject(folderUrl: URL): Promise<Subject> {
  const folder = basename(fileURLToPath(folderUrl));
  const files = await readdir(folderUrl);
  const manifest = checkManifest(folder, await importFile(folderUrl, "manifest.ts"));
  const backend = checkBackend(folder, await importFile(folderUrl, "backend.ts"));
  const example = manifest.example?.connection;
  const kind = manifest.connection;
  return {
    folder,
    files,
    manifest,
    backend,
    config: manifest.example?.config ?? manifest.defaults,
    connection:
      kind === undefined || example === undefined ? null : { kind: kind.kind, config: example },
    canaries:
      kind === undefined ? [] : secretNames(kind).flatMap((name) => textOf(example?.[name])),
  };
}

/** The folder's own source files, tests left out. */
export async function readSources(
  folderUrl: URL,
): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const files = (await readdir(folderUrl)).filter((file) => /(?<!\.test)\.tsx?$/.test(file));
  return Promise.all(
    files.map(async (file) => ({ file, text: await readFile(new URL(file, folderUrl), "utf8") })),
  );
}

/** Where a secret came out, in any of the forms that code likes to give it; null: nowhere. */
export function findLeak(found: unknown, canaries: readonly string[]): string | null {
  const text = typeof found === "string" ? found : (JSON.stringify(found) ?? "");
  for (const canary of canaries) {
    const forms = [
      canary,
      encodeURIComponent(canary),
      JSON.stringify(canary).slice(1, -1),
      Buffer.from(canary).toString("base64").replace(/=+$/, ""),
    ];
    const form = forms.find((one) => text.includes(one));
    if (form !== undefined) return text.slice(0, 500);
  }
  return null;
}

/** All that an error would show. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const facts: unknown = Reflect.get(error, "facts");
  const rest = typeof facts === "object" && facts !== null ? { ...facts, cause: undefined } : {};
  return `${error.name} ${error.message} ${JSON.stringify(rest)}`;
}

function importFile(folderUrl: URL, file: string): Promise<unknown> {
  return import(/* @vite-ignore */ new URL(file, folderUrl).href);
}

function textOf(value: unknown): string[] {
  return typeof value === "string" && value !== "" ? [value] : [];
}
