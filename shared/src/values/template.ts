import { type Result } from "../kernel/index.ts";
import { withChoiceLabels, type ChoiceLabels } from "./choice-labels.ts";
import { resolvePath } from "./path.ts";
import { isEmptyValue } from "./plain-object.ts";
import { printValue } from "./print-value.ts";
import { applyFilter, type FilterScope } from "./template-filter.ts";
import { scanTemplate, type Pill, type Template, type TemplateProblem } from "./template-parse.ts";
import { exceedsBytes } from "./text-size.ts";

/** The greatest size of what a template, or all templates of a config, may make: 5 MiB of UTF-8. */
export const maxOutputBytes = 5 * 1024 * 1024;

/** Characters that filters may handle in one rendering, so that many uses of a long value end soon. */
const maxWork = 16 * 1024 * 1024;
const maxWarnings = 100;
const maxCachedTemplates = 2_000;
const maxCachedCharacters = 4 * 1024 * 1024;

/** Something an owner should know about a rendering that went well. */
export interface RenderWarning {
  /** `missing_value`: nothing is at the path. `filter_mismatch`: a filter didn't fit the value. */
  readonly code: "missing_value" | "filter_mismatch";
  readonly path: string;
  readonly message: string;
}

/** A rendering that has no result. */
export interface RenderFailure {
  readonly ok: false;
  /**
   * `skip`: an `orSkip` pill is empty, the step is to be skipped. `required_empty`: a `required`
   * pill is empty. `output_too_large`: above 5 MiB, or too much work. `config_too_deep`,
   * `reserved_key`: the config around the templates is malformed. Others: see TemplateProblem.
   */
  readonly code:
    | "skip"
    | "required_empty"
    | "output_too_large"
    | "config_too_deep"
    | "reserved_key"
    | TemplateProblem["code"];
  /** The pill's path; empty when no pill is to blame. */
  readonly path: string;
  readonly message: string;
  /** Where in a config it happened, as a dotted path; absent for a single template. */
  readonly setting?: string;
}

/** What a rendering came to. `value` is text, or any value when a pill stood alone. */
export type RenderOutcome =
  | { readonly ok: true; readonly value: unknown; readonly warnings: readonly RenderWarning[] }
  | RenderFailure;

/** How to render. */
export interface RenderOptions {
  /**
   * Escapes the text of each pill (never the literal text). The result is always text then.
   * `pill` counts the template's pills from 0.
   */
  escape?: (text: string, pill: number) => string;
  /** The IANA zone of dates without one and of the `date` filter. Default: UTC. */
  timeZone?: string;
  /** Whether a template that is one pill alone gives the value itself. Default: true. */
  keepType?: boolean;
  /** Labels of options, which are written into text where answers hold ids. Default: the ids stay. */
  choices?: ChoiceLabels;
}

const cache = new Map<string, Result<Template, TemplateProblem>>();
let cachedCharacters = 0;

/**
 * Reads a template: text with pills `{{ path | filter: argument }}`. There is no other syntax, and
 * whatever else stands between braces is a problem. Recently read templates are remembered.
 */
export function parseTemplate(source: string): Result<Template, TemplateProblem> {
  const known = cache.get(source);
  if (known !== undefined) return known;
  const parsed = scanTemplate(source);
  if (source.length > maxCachedCharacters / 8) return parsed;
  if (cache.size >= maxCachedTemplates || cachedCharacters > maxCachedCharacters) {
    cache.clear();
    cachedCharacters = 0;
  }
  cache.set(source, parsed);
  cachedCharacters += source.length;
  return parsed;
}

/** The pills of a template in their order; none when the text is no template. */
export function templatePaths(source: string): Pill[] {
  const parsed = parseTemplate(source);
  return parsed.ok ? parsed.value.parts.filter((part) => typeof part !== "string") : [];
}

/**
 * Renders a template in one pass: what a value contains is never looked at again. Paths are followed
 * through own properties of `scope` only. An empty value prints nothing unless the pill has a rule.
 */
export function renderTemplate(
  template: Template | string,
  scope: unknown,
  options: RenderOptions = {},
): RenderOutcome {
  const read = typeof template === "string" ? parseTemplate(template) : undefined;
  if (read?.ok === false) {
    return { ok: false, code: read.error.code, path: "", message: read.error.message };
  }
  const parts = read === undefined ? partsOf(template) : read.value.parts;
  const [only] = parts;
  const alone = parts.length === 1 && only !== undefined && typeof only !== "string";
  if (alone && options.escape === undefined && options.keepType !== false) {
    return renderAlone(only, startRendering(scope, options, null));
  }
  return renderText(parts, startRendering(scope, options, options.choices ?? null), options.escape);
}

interface Rendering {
  readonly scope: unknown;
  /** Labels in place of options' ids; null where the value itself is asked for. */
  readonly choices: ChoiceLabels | null;
  readonly filters: FilterScope;
  readonly warnings: RenderWarning[];
  /** The path of the pill at hand, for warnings. */
  path: string;
}

type PillOutcome = { readonly ok: true; readonly value: unknown } | RenderFailure;

function partsOf(template: Template | string): Template["parts"] {
  return typeof template === "string" ? [template] : template.parts;
}

function startRendering(
  scope: unknown,
  options: RenderOptions,
  choices: ChoiceLabels | null,
): Rendering {
  const run: Rendering = {
    scope,
    choices,
    warnings: [],
    path: "",
    filters: {
      timeZone: options.timeZone ?? "UTC",
      work: 0,
      mismatch: (name) =>
        warn(run, "filter_mismatch", `The filter "${name}" doesn't fit the value, which is kept.`),
    },
  };
  return run;
}

function renderAlone(pill: Pill, run: Rendering): RenderOutcome {
  const outcome = resolvePill(pill, run);
  if (!outcome.ok) return outcome;
  const value = outcome.value ?? "";
  if (typeof value === "string" && exceedsBytes(value, maxOutputBytes)) return tooLarge(pill.path);
  return { ok: true, value, warnings: run.warnings };
}

function renderText(
  parts: Template["parts"],
  run: Rendering,
  escape: RenderOptions["escape"],
): RenderOutcome {
  let text = "";
  let pills = 0;
  for (const part of parts) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const outcome = resolvePill(part, run);
    if (!outcome.ok) return outcome;
    const printed = printValue(outcome.value);
    text += escape === undefined ? printed : escape(printed, pills);
    pills += 1;
    if (text.length > maxOutputBytes) return tooLarge(part.path);
  }
  if (exceedsBytes(text, maxOutputBytes)) return tooLarge("");
  return { ok: true, value: text, warnings: run.warnings };
}

function resolvePill(pill: Pill, run: Rendering): PillOutcome {
  run.path = pill.path;
  const found = resolvePath(run.scope, pill.segments);
  let value = run.choices === null ? found : withChoiceLabels(found, pill.path, run.choices);
  for (const filter of pill.filters) {
    if (!isEmptyValue(value)) {
      value = applyFilter(filter, value, run.filters);
      if (run.filters.work > maxWork) return tooLarge(pill.path);
    } else if (filter.name === "default") value = filter.args[0];
    else if (filter.name === "orSkip") return emptyPill("skip", pill.path);
    else if (filter.name === "required") return emptyPill("required_empty", pill.path);
  }
  if (found === undefined && value === undefined) {
    warn(run, "missing_value", "There is no value here; it was left blank.");
  }
  return { ok: true, value };
}

function warn(run: Rendering, code: RenderWarning["code"], message: string): void {
  if (run.warnings.length < maxWarnings) run.warnings.push({ code, path: run.path, message });
}

function emptyPill(code: "skip" | "required_empty", path: string): RenderFailure {
  const consequence = code === "skip" ? "so the step is skipped" : "but it is required";
  return { ok: false, code, path, message: `${path} is empty, ${consequence}.` };
}

function tooLarge(path: string): RenderFailure {
  const message = "The text that the template makes is larger than 5 MiB.";
  return { ok: false, code: "output_too_large", path, message };
}
