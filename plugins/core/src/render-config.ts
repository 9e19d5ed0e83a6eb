import {
  configTemplates,
  printValue,
  renderConfig,
  renderTemplate,
  type ChoiceLabels,
  type RenderFailure,
  type RenderWarning,
} from "@formloom/shared/values";
import type { z } from "zod";
import type { PluginManifest } from "./define-plugin.ts";
import { PermanentError, SkipStep } from "./errors.ts";
import { renderRules, ruleAt, type RenderRule } from "./render-rules.ts";
import type { RenderOptions } from "./step-context.ts";

/** What filling needs besides the values. */
export interface FillOptions {
  /** IANA zone of the form. */
  readonly timeZone: string;
  /** Labels of options, which text holds where answers hold ids. Default: the ids stay. */
  readonly choices?: ChoiceLabels;
}

/** Settings with all values filled in. */
export interface FilledConfig<Config> {
  readonly config: Config;
  readonly warnings: readonly RenderWarning[];
}

/**
 * Fills a node's settings with the run's values and checks them against the manifest's schema, exactly
 * as the engine does before `run`.
 *
 * @param raw Settings as they stand in the plan, already lifted to the manifest's version.
 * @throws SkipStep where an `orSkip` pill is empty; PermanentError with the code `required_empty`,
 *   `output_too_large`, a template's own code, or `bad_setting` where the filled settings do not fit.
 */
export function fillConfig<Config extends z.ZodObject>(
  manifest: Pick<PluginManifest<Config>, "config">,
  raw: unknown,
  scope: unknown,
  options: FillOptions,
): FilledConfig<z.output<Config>> {
  const rules = renderRules(manifest);
  const outcome = renderConfig(raw, scope, {
    ...valueOptions(options),
    skip: (path) => ruleAt(rules, path)?.mode === "self",
    isText: (path) => ruleAt(rules, path)?.mode === "text",
  });
  if (!outcome.ok) throw stepEnd(outcome);
  return {
    config: parseConfig(manifest, asText(outcome.value, rules)),
    warnings: outcome.warnings,
  };
}

/**
 * Whether filling these settings depends on a run's values; settings that the plugin fills itself do not
 * count. What needs no filling gives the same settings in every run.
 */
export function needsFilling(manifest: Pick<PluginManifest, "config">, raw: unknown): boolean {
  const rules = renderRules(manifest);
  return configTemplates(raw, (path) => ruleAt(rules, path)?.mode === "self").length > 0;
}

/**
 * Checks settings whose values are filled in already against the manifest's schema.
 *
 * @throws PermanentError with the code `bad_setting` where they do not fit.
 */
export function parseConfig<Config extends z.ZodObject>(
  manifest: Pick<PluginManifest<Config>, "config">,
  filled: unknown,
): z.output<Config> {
  const parsed = manifest.config.safeParse(filled);
  if (!parsed.success) throw badSetting(parsed.error);
  return parsed.data;
}

/**
 * Fills one template to text, as `ctx.render` does.
 *
 * @throws the same as {@link fillConfig}, but never `bad_setting`.
 */
export function fillTemplate(
  template: string,
  scope: unknown,
  options: FillOptions & RenderOptions,
): { readonly text: string; readonly warnings: readonly RenderWarning[] } {
  const outcome = renderTemplate(template, scope, {
    ...valueOptions(options.optionsAs === "ids" ? { timeZone: options.timeZone } : options),
    keepType: false,
    ...(options.escape === undefined ? {} : { escape: options.escape }),
  });
  if (!outcome.ok) throw stepEnd(outcome);
  return { text: String(outcome.value), warnings: outcome.warnings };
}

function valueOptions({ timeZone, choices }: FillOptions): FillOptions {
  return choices === undefined ? { timeZone } : { timeZone, choices };
}

function stepEnd(failure: RenderFailure): Error {
  if (failure.code === "skip") return new SkipStep(failure.message);
  const where = failure.setting === undefined ? "" : ` (setting ${failure.setting})`;
  return new PermanentError(`${failure.message}${where}`, {
    code: failure.code,
    hint:
      failure.code === "required_empty"
        ? "Make the question required, or choose what happens when it is empty."
        : "Open the step and mend the setting.",
  });
}

function badSetting(error: z.ZodError): PermanentError {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return new PermanentError(`The setting ${path === "" ? "as a whole" : path} does not fit.`, {
    code: "bad_setting",
    hint: `With this run's values: ${issue?.message ?? "not as the schema says"}.`,
  });
}

/** Turns what a lone pill gave into text wherever the schema wants text. */
function asText(value: unknown, rule: RenderRule): unknown {
  if (rule.mode === "text") return value === null ? value : printValue(value);
  if (rule.mode === "self" || (rule.members.size === 0 && rule.rest === undefined)) return value;
  if (Array.isArray(value)) {
    return value.map((item: unknown) => (rule.rest === undefined ? item : asText(item, rule.rest)));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => {
      const below = rule.members.get(name) ?? rule.rest;
      return [name, below === undefined ? member : asText(member, below)];
    }),
  );
}
