import type { FieldKind } from "@formloom/shared/form";
import {
  conditionPaths,
  conditionSchema,
  evaluateCondition,
  renderConfig,
  type ConditionGroup,
} from "@formloom/shared/values";
import type { StepScope } from "./step-scope.ts";

type Samples = Pick<StepScope, "sampleScopes" | "timeZone" | "kinds">;

/** What only a run knows. */
const unknownRoots = new Set(["steps", "previous", "changes", "run"]);

/** "11 of the last 20 responses pass"; null where it can't be told, or where there is nothing to count. */
export function countWords(tree: ConditionGroup, samples: Samples): string | null {
  const total = samples.sampleScopes.length;
  if (total === 0 || tree.rules.length === 0) return null;
  if (!isCountable(tree)) return "How many responses pass is known only when it runs.";
  const passed = samples.sampleScopes.filter((scope) => passes(tree, scope, samples)).length;
  return `${passed} of the last ${total} ${total === 1 ? "response" : "responses"} ${passed === 1 ? "passes" : "pass"}`;
}

/** How many of the newest responses go each way, and otherwise; null where it can't be told. */
export function wayCounts(
  trees: readonly ConditionGroup[],
  samples: Samples,
): { readonly ways: readonly number[]; readonly otherwise: number } | null {
  if (samples.sampleScopes.length === 0 || !trees.every(isCountable)) return null;
  const taken = samples.sampleScopes.map((scope) =>
    trees.findIndex((tree) => tree.rules.length > 0 && passes(tree, scope, samples)),
  );
  const count = (way: number) => taken.filter((each) => each === way).length;
  return { ways: trees.map((_tree, index) => count(index)), otherwise: count(-1) };
}

function isCountable(tree: ConditionGroup): boolean {
  return conditionPaths(tree).every((path) => !unknownRoots.has(path.split(".")[0] ?? ""));
}

function passes(tree: ConditionGroup, scope: unknown, { timeZone, kinds }: Samples): boolean {
  const rendered = renderConfig(tree, scope, { timeZone });
  const filled = rendered.ok ? conditionSchema.safeParse(rendered.value).data : undefined;
  const declared: Readonly<Record<string, FieldKind>> = kinds;
  return filled !== undefined && evaluateCondition(filled, scope, { kinds: declared, timeZone });
}
