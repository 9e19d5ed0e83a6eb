import type { FieldKind } from "@formloom/shared/form";
import { createContext, useContext } from "react";
import type { UsableGroup } from "../../plugins/value-labels.ts";

/** What the controls of the open step can use. */
export interface StepScope {
  readonly groups: readonly UsableGroup[];
  readonly labels: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, FieldKind>>;
  /** Field kinds that fit a setting, by its dotted path. */
  readonly accepts: Readonly<Record<string, readonly FieldKind[]>>;
}

export const StepScopeContext = createContext<StepScope>({
  groups: [],
  labels: {},
  kinds: {},
  accepts: {},
});

export function useStepScope(): StepScope {
  return useContext(StepScopeContext);
}

/** The groups with what fits a setting in front, when something does. */
export function groupsFor(scope: StepScope, path: string): readonly UsableGroup[] {
  const kinds = scope.accepts[path] ?? scope.accepts[path.replace(/\.\d+$/, "")];
  if (kinds === undefined) return scope.groups;
  const fitting = scope.groups
    .flatMap((group) => group.values)
    .filter((value) => kinds.includes(value.kind));
  if (fitting.length === 0) return scope.groups;
  const rest = scope.groups.map((group) => ({
    ...group,
    values: group.values.filter((value) => !fitting.includes(value)),
  }));
  return [
    { title: "Fits here", source: "answers", values: fitting },
    ...rest.filter((group) => group.values.length > 0),
  ];
}
