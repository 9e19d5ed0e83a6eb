import { createContext, useContext } from "react";

/** What of a step is to be changed before it runs again. */
export type EditWay = "none" | "input" | "settings";

/** What a replay is to begin with; its drawer lets all of it be changed. */
export interface ReplayAsk {
  /** Null: the whole run. */
  readonly nodeId: string | null;
  readonly way: EditWay;
  readonly version: "original" | "live";
}

/** What the person may do with the run that is shown. */
export interface RunActs {
  readonly mayEdit: boolean;
  /** Opens the drawer; null while the run, or another of its family, is under way, and for viewers. */
  readonly replay: ((ask: ReplayAsk) => void) | null;
}

export const RunActsContext = createContext<RunActs>({ mayEdit: false, replay: null });

export function useRunActs(): RunActs {
  return useContext(RunActsContext);
}
