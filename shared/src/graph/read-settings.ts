import { configTemplates, type ConfigTemplate } from "../values/render-config.ts";
import { findConditions, reservedSettings, type FoundCondition } from "./find-conditions.ts";

/** What checks look for in settings. */
export interface ReadSettings {
  readonly templates: readonly ConfigTemplate[];
  readonly conditions: readonly FoundCondition[];
  /** Paths whose name no setting may have. */
  readonly reserved: readonly string[];
}

const known = new WeakMap<object, ReadSettings>();

/**
 * Reads settings once, however often a graph is checked that holds them: graphs share what did not change, and
 * settings never change in place. Of 1,000 steps a check took half of its time with reading.
 */
export function readSettings(settings: object): ReadSettings {
  const before = known.get(settings);
  if (before !== undefined) return before;
  const read = {
    templates: configTemplates(settings),
    conditions: findConditions(settings),
    reserved: reservedSettings(settings),
  };
  known.set(settings, read);
  return read;
}
