import { conditionSchema } from "@formloom/shared/values";
import { z } from "zod";

/** What the panel says about a setting. */
export interface SettingHints {
  readonly title: string;
  /** One plain sentence below the field. */
  readonly description?: string;
  readonly placeholder?: string;
  /** Several lines; default false. */
  readonly multiline?: boolean;
  /**
   * The plugin fills it itself with `ctx.render`, because values have to be escaped. Default false:
   * the engine fills it before `run` sees it.
   */
  readonly self?: boolean;
  /** Seldom used: it waits behind a button as long as it is empty. Default false. */
  readonly folded?: boolean;
  /** What an inserted answer does when it is empty, until the owner says otherwise. Default: `blank`. */
  readonly whenEmpty?: "blank" | "skip" | "fail";
}

/**
 * A text that may hold pills. Filled, it is always text: a number becomes its digits.
 *
 * @example subject: templateText({ title: "Subject" })
 */
export function templateText(hints: SettingHints): z.ZodString {
  return z.string().meta({ ...metaOf(hints), "x-control": "template" });
}

/**
 * A list of texts that may hold pills, each filled on its own.
 *
 * @example to: templateList({ title: "To" })
 */
export function templateList(hints: SettingHints): z.ZodArray<z.ZodString> {
  return z.array(z.string()).meta({ ...metaOf(hints), "x-control": "template-list" });
}

/**
 * Texts by name (headers, columns); the values may hold pills, the names may not.
 *
 * @example headers: templateMap({ title: "Headers" }).default({})
 */
export function templateMap(hints: SettingHints): z.ZodRecord<z.ZodString, z.ZodString> {
  return z.record(z.string(), z.string()).meta({ ...metaOf(hints), "x-control": "template-map" });
}

/**
 * Any JSON whose texts may hold pills. A text that is one pill alone becomes the value itself, so
 * numbers, lists and yes/no answers keep their type.
 */
export function templateJson(hints: SettingHints): z.ZodUnknown {
  return z.unknown().meta({ ...metaOf(hints), "x-control": "json" });
}

/** A condition tree for `ctx.matches`; pills in its values are filled, keeping their type. */
export function conditionSetting(
  hints: Pick<SettingHints, "title" | "description">,
): typeof conditionSchema {
  return conditionSchema.meta({ ...hints, "x-control": "condition" });
}

/**
 * A stored secret of a connection: written once, never shown again.
 *
 * @example schema: z.strictObject({ token: secretSetting({ title: "Token" }) })
 */
export function secretSetting(
  hints: Pick<SettingHints, "title" | "description" | "placeholder">,
): z.ZodString {
  return z
    .string()
    .max(4_000)
    .meta({ ...metaOf(hints), "x-control": "secret", "x-secret": true });
}

function metaOf(hints: SettingHints): Record<string, unknown> {
  return {
    title: hints.title,
    ...(hints.description === undefined ? {} : { description: hints.description }),
    ...(hints.placeholder === undefined ? {} : { "x-placeholder": hints.placeholder }),
    ...(hints.multiline === true ? { "x-multiline": true } : {}),
    ...(hints.self === true ? { "x-render": "self" } : {}),
    ...(hints.folded === true ? { "x-folded": true } : {}),
    ...(hints.whenEmpty === undefined ? {} : { "x-when-empty": hints.whenEmpty }),
  };
}
