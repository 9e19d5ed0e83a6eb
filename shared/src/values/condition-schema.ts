import { z } from "zod";
import { parsePath } from "./path.ts";
import { isRecord } from "./plain-object.ts";
import { templatePaths } from "./template.ts";

/** The greatest nesting of groups in a condition, the outermost included. */
export const maxConditionDepth = 10;
/** The greatest number of rules and inner groups in a condition. */
export const maxConditionRules = 200;

/** Every operator a rule may use; which of them fit a field is said by `operatorsFor`. */
export const conditionOperators = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "between",
  "contains",
  "doesNotContain",
  "beginsWith",
  "endsWith",
  "in",
  "notIn",
  "isEmpty",
  "isNotEmpty",
  "matches",
  "before",
  "after",
  "withinDays",
] as const;

/** How a rule compares. */
export type ConditionOperator = (typeof conditionOperators)[number];

/** One comparison: the value at a path against a fixed or rendered value. */
export interface ConditionRule {
  field: string;
  operator: ConditionOperator;
  /** Text, number, yes/no or a list of them; after rendering it may be anything. */
  value?: unknown;
}

/** Rules and groups that must all hold (`and`) or of which one must (`or`). */
export interface ConditionGroup {
  combinator: "and" | "or";
  /** Turns the group's result round. */
  not?: boolean | undefined;
  rules: (ConditionRule | ConditionGroup)[];
}

/** Whether a member of a group is a group itself. */
export function isConditionGroup(node: ConditionRule | ConditionGroup): node is ConditionGroup {
  return "rules" in node;
}

const scalarSchema = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]);

const ruleSchema = z.strictObject({
  field: z
    .string()
    .refine((text) => parsePath(text).ok, { error: "A path such as answers.email is expected." }),
  operator: z.enum(conditionOperators),
  value: z.union([scalarSchema, z.array(scalarSchema).max(1_000)]).optional(),
});

const groupSchema = z.strictObject({
  combinator: z.enum(["and", "or"]),
  not: z.boolean().optional(),
  get rules(): z.ZodType<(ConditionRule | ConditionGroup)[]> {
    return z.array(z.union([groupSchema, ruleSchema]));
  },
});

/**
 * A stored condition: the query builder's tree without its editing ids. At most 10 deep with 200
 * rules, which is checked before anything else so that no input can exhaust the stack.
 */
export const conditionSchema: z.ZodType<ConditionGroup> = z
  .unknown()
  .superRefine((tree, context) => {
    const problem = checkSize(tree);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  })
  .pipe(groupSchema);

/** The paths a condition reads, each once: its fields, and pills within its values. */
export function conditionPaths(tree: ConditionGroup): string[] {
  const paths = new Set<string>();
  for (const rule of conditionRules(tree)) {
    paths.add(rule.field);
    for (const text of Array.isArray(rule.value) ? rule.value : [rule.value]) {
      if (typeof text !== "string" || !text.includes("{{")) continue;
      for (const pill of templatePaths(text)) paths.add(pill.path);
    }
  }
  return [...paths];
}

/** All rules of a condition in their order, those of inner groups included. */
export function conditionRules(tree: ConditionGroup): ConditionRule[] {
  return tree.rules.flatMap((node) => (isConditionGroup(node) ? conditionRules(node) : [node]));
}

function checkSize(tree: unknown): string | undefined {
  let level: unknown[] = [tree];
  let count = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: unknown[] = [];
    for (const node of level) {
      if (!isRecord(node) || !Array.isArray(node["rules"])) continue;
      if (depth > maxConditionDepth) return "A condition is nested at most 10 deep.";
      count += node["rules"].length;
      if (count > maxConditionRules) return "A condition has at most 200 rules.";
      next.push(...node["rules"]);
    }
    level = next;
  }
  return undefined;
}
