import { type Result } from "../kernel/index.ts";
import { isPrototypeKey, isRecord } from "./plain-object.ts";
import {
  maxOutputBytes,
  parseTemplate,
  renderTemplate,
  type RenderFailure,
  type RenderOptions,
  type RenderOutcome,
  type RenderWarning,
} from "./template.ts";
import { type Template, type TemplateProblem } from "./template-parse.ts";

const maxConfigDepth = 64;

/** How to render a node's settings. */
export interface RenderConfigOptions extends RenderOptions {
  /**
   * Says which settings to leave exactly as they are, with all they contain. The path is the live
   * list of keys from the config's root: copy it to keep it.
   */
  skip?: (path: readonly string[]) => boolean;
  /** Says which settings are text: what a lone pill gives is written as text there. Default: none. */
  isText?: (path: readonly string[]) => boolean;
}

/** A text with pills found in a config. */
export interface ConfigTemplate {
  /** Where it is, as a dotted path such as `to.0`. */
  readonly setting: string;
  readonly template: Result<Template, TemplateProblem>;
}

/**
 * Renders every text of a JSON config, in keys' order, into a copy; keys are not rendered. When some
 * pills are empty, one that asks to skip the step decides before one that is required.
 */
export function renderConfig(
  config: unknown,
  scope: unknown,
  options: RenderConfigOptions = {},
): RenderOutcome {
  const walk: Walk = { scope, options, path: [], warnings: [], size: 0, required: undefined };
  const value = renderNode(config, walk);
  if (value instanceof Stop) return value.failure;
  return walk.required ?? { ok: true, value, warnings: walk.warnings };
}

/** Lists the texts of a config that hold pills, or that fail as templates, for checks at save. */
export function configTemplates(
  config: unknown,
  skip?: RenderConfigOptions["skip"],
): ConfigTemplate[] {
  const found: ConfigTemplate[] = [];
  visit(config, []);
  return found;

  function visit(value: unknown, path: string[]): void {
    if (path.length > maxConfigDepth || (path.length > 0 && skip?.(path) === true)) return;
    if (typeof value === "string") {
      if (value.includes("{{")) {
        found.push({ setting: path.join("."), template: parseTemplate(value) });
      }
      return;
    }
    if (!isRecord(value) && !Array.isArray(value)) return;
    for (const [key, member] of Object.entries(value)) {
      path.push(key);
      visit(member, path);
      path.pop();
    }
  }
}

interface Walk {
  readonly scope: unknown;
  readonly options: RenderConfigOptions;
  readonly path: string[];
  readonly warnings: RenderWarning[];
  /** Characters made so far by pills. */
  size: number;
  required: RenderFailure | undefined;
}

/** Ends the walk from any depth; a class of its own so that no rendered value can look like it. */
class Stop {
  readonly failure: RenderFailure;
  constructor(failure: RenderFailure, path: readonly string[]) {
    this.failure = { ...failure, setting: path.join(".") };
  }
}

function renderNode(value: unknown, walk: Walk): unknown {
  if (walk.path.length > 0 && walk.options.skip?.(walk.path) === true) return value;
  if (typeof value === "string") return value.includes("{{") ? renderLeaf(value, walk) : value;
  if (value === null || typeof value !== "object") return value;
  if (walk.path.length >= maxConfigDepth) {
    return stop(walk, "config_too_deep", "Settings are nested at most 64 deep.");
  }
  return Array.isArray(value) ? renderList(value, walk) : renderMembers(value, walk);
}

function renderList(list: readonly unknown[], walk: Walk): unknown {
  const copy: unknown[] = [];
  for (const [index, item] of list.entries()) {
    const rendered = renderAt(String(index), item, walk);
    if (rendered instanceof Stop) return rendered;
    copy.push(rendered);
  }
  return copy;
}

function renderMembers(members: object, walk: Walk): unknown {
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(members)) {
    if (isPrototypeKey(key)) {
      return stop(walk, "reserved_key", `"${key}" can't be the name of a setting.`);
    }
    const rendered = renderAt(key, member, walk);
    if (rendered instanceof Stop) return rendered;
    copy[key] = rendered;
  }
  return copy;
}

function renderAt(key: string, value: unknown, walk: Walk): unknown {
  walk.path.push(key);
  const rendered = renderNode(value, walk);
  walk.path.pop();
  return rendered;
}

function renderLeaf(text: string, walk: Walk): unknown {
  const { options } = walk;
  const outcome = renderTemplate(
    text,
    walk.scope,
    options.isText?.(walk.path) === true ? { ...options, keepType: false } : options,
  );
  if (!outcome.ok) {
    if (outcome.code !== "required_empty") return new Stop(outcome, walk.path);
    walk.required ??= { ...outcome, setting: walk.path.join(".") };
    return "";
  }
  walk.warnings.push(...outcome.warnings);
  walk.size += sizeOf(outcome.value);
  if (walk.size > maxOutputBytes) {
    return stop(walk, "output_too_large", "The settings come to more than 5 MiB.");
  }
  return outcome.value;
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return typeof value === "object" && value !== null ? JSON.stringify(value).length : 8;
}

function stop(walk: Walk, code: RenderFailure["code"], message: string): Stop {
  return new Stop({ ok: false, code, path: "", message }, walk.path);
}
