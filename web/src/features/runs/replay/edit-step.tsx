import { Checkbox, Loader, SegmentedControl, Text } from "@mantine/core";
import type { FormView, RunView } from "@formloom/shared/api";
import { createElement, Suspense, useContext } from "react";
import { StepFormSlot, type StepFormProps } from "../../../plugins/step-form-slot.ts";
import { stepName } from "../../../plugins/value-labels.ts";
import type { RunFacts } from "../run-elements.ts";
import { EditPreview } from "./edit-preview.tsx";
import type { EditableStep } from "./edit-state.ts";
import type { Edit } from "./use-edit.ts";
import { SettingDiff } from "./setting-diff.tsx";

export interface EditStepProps {
  readonly run: RunView;
  readonly facts: RunFacts;
  readonly form: FormView;
  readonly step: EditableStep;
  readonly edit: Edit;
  readonly errors: Readonly<Record<string, string>>;
}

const abouts = {
  none: "It runs as it did before.",
  input: "For this run only: what you write goes out just as it stands.",
  settings: "The settings of the step, with the answers that are filled in.",
} as const;

/** What is changed of the step, how, and what that makes of it. */
export function EditStep({ run, facts, form, step, edit, errors }: EditStepProps) {
  const { node, type, noInput } = step;
  const { way, setWay, values, setValues, changes, toDraft, setToDraft } = edit;
  const hasPreview = changes.length > 0 && !(way === "input" && hasBraces(values));
  return (
    <section className="replay-edit" aria-label="What to change">
      <SegmentedControl
        fullWidth
        aria-label="What to change"
        value={way}
        data={[
          { value: "input", label: "What goes in", disabled: step.input === null },
          { value: "settings", label: "Settings" },
          { value: "none", label: "Nothing" },
        ]}
        onChange={(next) => {
          if (next === "input" || next === "settings" || next === "none") setWay(next);
        }}
      />
      <Text size="sm" c="dimmed">
        {noInput !== null && way === "settings" ? noInput : abouts[way]}
      </Text>
      {way !== "none" && (
        <Suspense fallback={<Loader size="sm" />}>
          <SlottedStepForm
            key={way}
            mode={way === "input" ? "final" : "pills"}
            graph={run.graph}
            node={node}
            type={type}
            types={facts.types}
            form={form}
            value={values}
            onChange={setValues}
            errors={errors}
          />
        </Suspense>
      )}
      {way === "settings" && (
        <Checkbox
          label="Also put this into the automation's draft"
          description="Without it, the change is for this run only. Publishing stays yours."
          checked={toDraft}
          onChange={(event) => setToDraft(event.currentTarget.checked)}
        />
      )}
      {way !== "none" && changes.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            Before and after
          </Text>
          <SettingDiff changes={changes} label="Before and after" />
        </div>
      )}
      {hasPreview && (
        <EditPreview
          run={run}
          nodeId={node.id}
          name={stepName(node, facts.types)}
          config={values}
        />
      )}
    </section>
  );
}

/** As the editor draws it. */
function SlottedStepForm(props: StepFormProps) {
  return createElement(useContext(StepFormSlot), props);
}

/** A preview would take them for an answer. */
const hasBraces = (values: unknown): boolean => JSON.stringify(values).includes("{{");
