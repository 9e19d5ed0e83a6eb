import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import {
  checkBackend,
  checkManifest,
  toNodeType,
  type PluginBackend,
  type PluginManifest,
} from "@formloom/plugin-sdk";
import type { NodeType } from "@formloom/shared/plugin";

/** Where node types are found. */
export interface PluginSources {
  /** The repository's own folder, trusted. */
  readonly builtIn: string;
  /** Folders of FORMLOOM_PLUGINS_DIRS: loaded only where `plugins.lock.json` lists the folder's hash. */
  readonly external: readonly string[];
}

export interface LoadedManifest {
  readonly manifest: PluginManifest;
  readonly nodeType: NodeType;
}

export interface LoadedPlugin extends LoadedManifest {
  /** Loads it when it is asked for first; rejects with an error that names folder and field. */
  readonly backend: () => Promise<PluginBackend>;
}

/**
 * Loads the manifests of all node types, by id; in the main process and for the API. What a type can do
 * besides running (test, options) is only known where its backend is loaded: in the threads.
 * @throws Error naming folder and field: a broken plugin stops the boot.
 */
export async function loadManifests(sources: PluginSources): Promise<Map<string, LoadedManifest>> {
  const loaded = new Map<string, LoadedManifest>();
  for (const folder of await pluginFolders(sources)) {
    const manifest = checkManifest(basename(folder), await loadFile(folder, "manifest.ts"));
    const id = manifest.id;
    if (loaded.has(id)) throw new Error(`plugins/${id}: there are two node types of this id`);
    loaded.set(id, { manifest, nodeType: toNodeType(manifest) });
  }
  return loaded;
}

/** Loads node types by id, each act when it is needed; in worker threads only. */
export async function loadPlugins(sources: PluginSources): Promise<Map<string, LoadedPlugin>> {
  const loaded = new Map<string, LoadedPlugin>();
  for (const folder of await pluginFolders(sources)) {
    const name = basename(folder);
    const manifest = checkManifest(name, await loadFile(folder, "manifest.ts"));
    let backend: Promise<PluginBackend> | null = null;
    const load = (): Promise<PluginBackend> => (backend ??= loadBackend(folder));
    loaded.set(manifest.id, { manifest, backend: load, nodeType: toNodeType(manifest) });
  }
  return loaded;
}

async function loadBackend(folder: string): Promise<PluginBackend> {
  return checkBackend(basename(folder), await loadFile(folder, "backend.ts"));
}

async function loadFile(folder: string, file: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(join(folder, file)).href);
  return module;
}

/** Folders that hold a `manifest.ts`, sorted by name; the SDK (`core`) is none. */
async function pluginFolders(sources: PluginSources): Promise<string[]> {
  const builtIn = await foldersIn(sources.builtIn);
  const external: string[] = [];
  for (const root of sources.external) {
    const allowed = await readAllowList(root);
    for (const folder of await foldersIn(root)) {
      await assertAllowed(root, folder, allowed);
      external.push(folder);
    }
  }
  return [...builtIn, ...external];
}

async function foldersIn(root: string): Promise<string[]> {
  const names = await readdir(root);
  return names
    .filter((name) => name !== "core" && existsSync(join(root, name, "manifest.ts")))
    .toSorted()
    .map((name) => join(root, name));
}

async function readAllowList(root: string): Promise<Readonly<Record<string, unknown>>> {
  const file = join(root, "plugins.lock.json");
  if (!existsSync(file)) {
    throw new Error(
      `${file} is missing: it lists the SHA-256 of each plugin folder that may be loaded`,
    );
  }
  const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
  if (typeof parsed !== "object" || parsed === null) throw new Error(`${file} must hold an object`);
  return Object.fromEntries(Object.entries(parsed));
}

async function assertAllowed(
  root: string,
  folder: string,
  allowed: Readonly<Record<string, unknown>>,
): Promise<void> {
  const name = basename(folder);
  const real = await realpath(folder);
  if (!real.startsWith((await realpath(root)) + sep)) {
    throw new Error(`plugins/${name}: is a link out of its folder, and is not loaded`);
  }
  const hash = await hashFolder(folder);
  if (allowed[name] !== hash) {
    throw new Error(
      `plugins/${name}: is not in plugins.lock.json with its present hash (${hash}), and is not loaded`,
    );
  }
}

/** SHA-256 over names and contents of a plugin's files, `node_modules` left out. */
export async function hashFolder(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await filesBelow(folder, "")) {
    hash
      .update(`${file}\n`)
      .update(await readFile(join(folder, file)))
      .update("\n");
  }
  return hash.digest("hex");
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder));
  const files: string[] = [];
  for (const name of entries.toSorted()) {
    if (name === "node_modules") continue;
    const path = join(folder, name);
    const stat = await lstat(join(root, path));
    if (stat.isSymbolicLink())
      throw new Error(`${join(root, path)}: links are not allowed in a plugin`);
    if (stat.isDirectory()) files.push(...(await filesBelow(root, path)));
    else files.push(path);
  }
  return files;
}
