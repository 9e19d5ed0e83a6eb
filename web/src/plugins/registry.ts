import type { PluginManifest } from "@formloom/plugin-sdk";
import type { ComponentType } from "react";
import { lazy } from "react";
import { z } from "zod";

/**
 * What a plugin's `frontend.tsx` may export: controls by the schema's `x-control`, in place of the
 * editor's own.
 */
const frontendSchema = z.object({ controls: z.record(z.string(), z.function()).default({}) });

/** Found by folder name at build time; each is a chunk of its own, fetched when its panel opens. */
const loaders = import.meta.glob<unknown>("../../../plugins/*/frontend.tsx");

const idOf = (path: string): string => path.split("/").at(-2) ?? "";

const loadersById = new Map(Object.entries(loaders).map(([path, load]) => [idOf(path), load]));

/** What every built-in node type is, with its own check of settings; one chunk, fetched by the editor. */
const manifests = import.meta.glob<unknown>("../../../plugins/*/manifest.ts");

/**
 * The manifests of the built-in node types by id, to check settings in the browser. Types from other
 * folders are known to the server only.
 */
export async function loadManifests(): Promise<ReadonlyMap<string, PluginManifest>> {
  const { checkManifest } = await import("@formloom/plugin-sdk");
  const loaded = await Promise.all(
    Object.entries(manifests).map(async ([path, load]) => {
      const id = idOf(path);
      return [id, checkManifest(id, await load())] as const;
    }),
  );
  return new Map(loaded);
}

/** Whether a node type brings a frontend of its own; most live by their schema. */
export function hasFrontend(typeId: string): boolean {
  return loadersById.has(typeId);
}

/** Loads a plugin's control lazily. The only place in the web app that loads a plugin. */
export function pluginControl<Props extends object>(
  typeId: string,
  name: string,
): ComponentType<Props> | null {
  const load = loadersById.get(typeId);
  if (load === undefined) return null;
  return lazy(async () => {
    const frontend = frontendSchema.parse(await load());
    const control = frontend.controls[name];
    if (control === undefined) {
      throw new Error(
        `plugins/${typeId}/frontend.tsx has no control "${name}"; export it in controls.`,
      );
    }
    // The schema saw a function; that it takes these props is the plugin's contract.
    return { default: control as unknown as ComponentType<Props> };
  });
}
