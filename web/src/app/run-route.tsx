import { lazy } from "react";
import { RunPage } from "../features/runs/run-page.tsx";
import { StepFormSlot } from "../plugins/step-form-slot.ts";

/** The settings of a step are drawn as in the editor, whose parts come only when they are asked for. */
const EditorStepForm = lazy(async () => ({
  default: (await import("../features/editor/loose-step-form.tsx")).LooseStepForm,
}));

export function RunRoute() {
  return (
    <StepFormSlot value={EditorStepForm}>
      <RunPage />
    </StepFormSlot>
  );
}
