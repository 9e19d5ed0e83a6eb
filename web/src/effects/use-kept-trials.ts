import { useEffect } from "react";
import { useAppStore } from "../store/store.ts";
import { readTrials, trialsText } from "./kept-trials.ts";
import { keepInTab, recallFromTab } from "./tab-storage.ts";

const keyPrefix = "formloom:trials:";

/** Keeps what the steps of an automation came to when they were last tried over a reload. */
export function useKeptTrials(pipelineId: string): void {
  const isKnown = useAppStore((state) => state.trialsOf === pipelineId);
  const trials = useAppStore((state) => state.keptTrials);
  const recalled = useAppStore((state) => state.trialsRecalled);
  useEffect(() => {
    if (isKnown) keepInTab(keyPrefix, pipelineId, () => trialsText(trials));
    else recalled(pipelineId, readTrials(recallFromTab(keyPrefix, pipelineId)));
  }, [isKnown, pipelineId, trials, recalled]);
}
