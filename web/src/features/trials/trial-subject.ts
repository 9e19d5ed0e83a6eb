import type { FormView, PipelineView } from "@formloom/shared/api";
import type { Graph } from "@formloom/shared/graph";

/** What is tried. */
export interface TrialSubject {
  readonly pipeline: PipelineView;
  readonly form: FormView;
  /** The draft as it is on the screen. */
  readonly graph: Graph;
}
