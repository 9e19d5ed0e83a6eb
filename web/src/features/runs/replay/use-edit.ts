import type { RunView } from "@formloom/shared/api";
import { useMemo, useState } from "react";
import type { PlainObject } from "../../../ui/schema-form/schema-values.ts";
import type { RunFacts } from "../run-elements.ts";
import { editableStep, possibleWay } from "./edit-state.ts";
import type { ReplayAsk } from "./replay-ask.ts";
import { settingChanges } from "./setting-changes.ts";

export type Edit = ReturnType<typeof useEdit>;

/** What is being changed of the step that a replay begins at, final values or settings. */
export function useEdit(run: RunView, facts: RunFacts, ask: ReplayAsk) {
  const step = useMemo(
    () => editableStep(run, ask.nodeId, facts.types),
    [run, ask.nodeId, facts.types],
  );
  const [wanted, setWay] = useState(ask.way);
  const [input, setInput] = useState<PlainObject | null>(null);
  const [config, setConfig] = useState<PlainObject | null>(null);
  const [toDraft, setToDraft] = useState(false);
  const way = possibleWay(wanted, step);
  const before = useMemo(
    () => (way === "input" ? step?.input : step?.node.config) ?? {},
    [way, step],
  );
  const values = (way === "input" ? input : config) ?? before;
  const changes = useMemo(
    () => settingChanges(before, values, step?.type.configSchema),
    [before, values, step],
  );
  const setValues = way === "input" ? setInput : setConfig;
  return { step, way, setWay, before, values, setValues, changes, toDraft, setToDraft };
}
