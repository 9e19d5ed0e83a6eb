import { fieldKindWords } from "../form/field-kind-words.ts";
import type { FieldKind } from "../form/field-kind.ts";
import type { NodeType } from "../plugin/manifest.ts";
import { familyOf } from "../values/condition-operators.ts";
import { conditionProblems } from "../values/condition-problems.ts";
import { conditionRules } from "../values/condition-schema.ts";
import { kindAtPath } from "../values/kind-at-path.ts";
import { parsePath } from "../values/path.ts";
import type { ConfigTemplate } from "../values/render-config.ts";
import type { Pill, Template } from "../values/template-parse.ts";
import { checkPath, type PathWorld } from "./check-path.ts";
import { errorAt, warningAt } from "./create-problem.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { PlacedNode } from "./graph-index.ts";
import type { Problem } from "./problem.ts";
import { readSettings } from "./read-settings.ts";

/** What values can be used, and of which kind they are. */
export interface ValueWorld extends PathWorld {
  readonly kinds: Readonly<Record<string, FieldKind>>;
}

/** What is wrong with the pills and conditions in settings of the node at `position`. */
export function valueProblems(
  placed: PlacedNode,
  settings: object,
  options: { readonly position: number; readonly world: ValueWorld },
): Problem[] {
  const { position, world } = options;
  const place = { nodeId: placed.node.id, position, type: placed.type, world };
  const { templates, conditions } = readSettings(settings);
  const problems = [
    ...templates.flatMap((found) => templateProblems(found, place)),
    ...conditions.flatMap((found) => conditionFaults(found, place)),
  ];
  return problems.length < 2 ? problems : withoutTwins(problems);
}

interface Place {
  readonly nodeId: string;
  readonly position: number;
  readonly type: NodeType | undefined;
  readonly world: ValueWorld;
}

function templateProblems({ setting, template }: ConfigTemplate, place: Place): Problem[] {
  if (!template.ok) {
    // A path that can't be one is not a slip in the syntax: it may be an attempt at something else.
    const code = template.error.code === "template_path" ? "unknown_path" : "template_syntax";
    return [errorAt(code, template.error.message, { nodeId: place.nodeId, path: setting })];
  }
  const pills = template.value.parts.filter((part) => typeof part !== "string");
  return [
    ...pills.flatMap((pill) => pathProblems(pill.segments, setting, place)),
    ...kindProblems(template.value, setting, place),
  ];
}

function pathProblems(segments: readonly string[], setting: string, place: Place): Problem[] {
  return checkPath(segments, place.position, place.world).map(({ severity, code, message }) => {
    const report = severity === "error" ? errorAt : warningAt;
    return report(code, message, { nodeId: place.nodeId, path: setting });
  });
}

/** Filters that leave the kind of a value as it is. */
const keepsKind = new Set(["default", "orSkip", "required", "trim", "lower", "upper"]);

/** A pill alone in a setting that asks for certain kinds; among other text anything may stand. */
function kindProblems({ parts }: Template, setting: string, place: Place): Problem[] {
  const wanted = acceptedKinds(place.type, setting);
  const [pill] = parts;
  if (wanted.length === 0 || parts.length !== 1 || pill === undefined) return [];
  if (typeof pill === "string" || pill.filters.some(({ name }) => !keepsKind.has(name))) return [];
  const kind = kindAtPath(pill.path, place.world.kinds);
  if (kind === undefined || wanted.includes(kind)) return [];
  const words = wanted.map((one) => fieldKindWords[one]).join(" or ");
  const message = `“${labelOf(pill, place.world)}” gives ${fieldKindWords[kind]}; expected here: ${words}.`;
  const family = familyOf(kind);
  const report = family === "text" || family === "list" ? warningAt : errorAt;
  return [report("wrong_kind", message, { nodeId: place.nodeId, path: setting })];
}

function acceptedKinds(type: NodeType | undefined, setting: string): readonly FieldKind[] {
  const entries = Object.entries(type?.accepts ?? {});
  const found = entries.find(([path]) => setting === path || setting.startsWith(`${path}.`));
  return found?.[1] ?? [];
}

function labelOf({ path, segments }: Pill, { fields }: ValueWorld): string {
  const fieldId = segments[0] === "answers" ? segments[1] : segments[2];
  return fields.get(fieldId ?? "")?.label ?? path;
}

function conditionFaults({ setting, tree, complaint }: FoundCondition, place: Place): Problem[] {
  const { nodeId, world } = place;
  if (tree === null) {
    const message = complaint === "" ? "This condition can't be read; make it anew." : complaint;
    return [errorAt("bad_condition", message, { nodeId, path: setting })];
  }
  const unknown = conditionRules(tree).flatMap((rule) => {
    const segments = parsePath(rule.field);
    return segments.ok ? pathProblems(segments.value, setting, place) : [];
  });
  const misfits = conditionProblems(tree, world.kinds).map(({ at, code, message }) => {
    const path = [setting, at].filter((part) => part !== "").join(".");
    return code === "condition_empty"
      ? errorAt("missing_setting", "Add at least one rule.", { nodeId, path })
      : errorAt("bad_condition", message, { nodeId, path });
  });
  return [...unknown, ...misfits];
}

/** One setting may use one wrong value many times: it is said once. */
function withoutTwins(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    seen.set(`${problem.path ?? ""} ${problem.severity} ${problem.message}`, problem);
  }
  return [...seen.values()];
}
