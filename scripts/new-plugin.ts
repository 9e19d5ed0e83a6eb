import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const repository = resolve(import.meta.dirname, "..");
const template = join(repository, "plugins/core/template/my-node");
const templateId = "my-node";
const templateName = "My node";
const templateBase = "../../../../tsconfig.base.json";

/** What to make, and where. */
export interface NewPlugin {
  /** Becomes the folder's name and the manifest's id. */
  readonly id: string;
  /** What the picker shows; default: the id in words. */
  readonly name?: string;
  /** Default: the repository's `plugins`. */
  readonly into?: string;
}

/**
 * Makes the folder of a new node type from the template, and touches nothing else: card, panel, picker
 * entry and conformance tests find it by its place.
 *
 * @returns The folder's path.
 * @throws Error where the id is none, or taken.
 */
export async function createPlugin(plugin: NewPlugin): Promise<string> {
  const problem = idProblem(plugin.id);
  if (problem !== null) throw new Error(problem);
  const folder = join(plugin.into ?? join(repository, "plugins"), plugin.id);
  if (existsSync(folder)) throw new Error(`There is a folder of this name already: ${folder}`);
  const name = plugin.name ?? nameFrom(plugin.id);
  if (name.length > 60 || /[\p{Cc}"\\]/u.test(name)) {
    throw new Error("A name has at most 60 characters, without quotation marks and backslashes.");
  }
  await mkdir(folder);
  for (const file of await readdir(template)) {
    const text = await readFile(join(template, file), "utf8");
    await writeFile(join(folder, file), fillIn(text, { id: plugin.id, name }), { flag: "wx" });
  }
  return folder;
}

function fillIn(text: string, words: { readonly id: string; readonly name: string }): string {
  return text
    .replaceAll(templateId, () => words.id)
    .replaceAll(templateName, () => words.name)
    .replaceAll(templateBase, "../../tsconfig.base.json");
}

function idProblem(id: string): string | null {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(id) || id.endsWith("-")) {
    return `An id is lower-case letters, digits and hyphens, such as my-node; found "${id.slice(0, 60)}".`;
  }
  return id === "core" ? "The folder core is the SDK's." : null;
}

function nameFrom(id: string): string {
  const words = id.replaceAll("-", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { name: { type: "string" } },
  });
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) {
    throw new Error('Usage: npm run new-plugin my-node [-- --name "My node"]');
  }
  const folder = await createPlugin({
    id,
    ...(values.name === undefined ? {} : { name: values.name }),
  });
  console.log(`Made ${folder}`);
  console.log(`Next: write its run in backend.ts, then: pnpm exec vitest run plugins`);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
