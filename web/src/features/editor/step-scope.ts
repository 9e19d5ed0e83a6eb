import type { ResponseView } from "@formloom/shared/api";
import type { FieldKind } from "@formloom/shared/form";
import { createContext, useContext } from "react";
import type { PathWords, UsableGroup } from "../../plugins/value-labels.ts";

/** Of which step the settings are, for lists that its service gives. */
export interface StepSource {
  readonly pluginId: string;
  readonly connectionId: string | null;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the lists. */
  readonly options: readonly string[];
}

/** What the controls of the open step can use. */
export interface StepScope extends PathWords {
  readonly groups: readonly UsableGroup[];
  /** Field kinds that fit a setting, by its dotted path. */
  readonly accepts: Readonly<Record<string, readonly FieldKind[]>>;
  /** The newest responses, newest first; empty while there are none. */
  readonly samples: readonly ResponseView[];
  /** What a run of each of them would know at its start. */
  readonly sampleScopes: readonly unknown[];
  /** IANA zone of the form. */
  readonly timeZone: string;
  /** Null where there is none. */
  readonly source: StepSource | null;
}

export const StepScopeContext = createContext<StepScope>({
  groups: [],
  labels: {},
  kinds: {},
  choices: {},
  accepts: {},
  samples: [],
  sampleScopes: [],
  timeZone: "UTC",
  source: null,
});

export function useStepScope(): StepScope {
  return useContext(StepScopeContext);
}

/** The kinds that fit a setting, or the list that it is an entry of; undefined: all do. */
export function acceptedKinds(scope: StepScope, path: string): readonly FieldKind[] | undefined {
  return scope.accepts[path] ?? scope.accepts[path.replace(/\.\d+$/, "")];
}
