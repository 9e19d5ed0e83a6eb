import { Alert, SegmentedControl, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { explainError } from "../../effects/explain-error.ts";
import { useAppStore } from "../../store/store.ts";
import { QueryGate } from "../../ui/query-gate.tsx";
import { SideDrawer } from "../../ui/side-drawer.tsx";
import { DryRunPanel } from "./dry-run-panel.tsx";
import { TestDrawer } from "./test-drawer.tsx";
import { trialFormQuery, trialPipelineQuery } from "./trial-queries.ts";
import "./trials.css";

/** Tries the automation in the editor, on one response or on many. */
export function TrialsDrawer() {
  const view = useAppStore((state) => state.trialView);
  const pipelineId = useAppStore((state) => state.editor?.pipelineId ?? "");
  const graph = useAppStore((state) => state.editor?.graph);
  const oneChosen = useAppStore((state) => state.testDrawerOpened);
  const manyChosen = useAppStore((state) => state.dryRunOpened);
  const closed = useAppStore((state) => state.trialsClosed);
  const pipeline = useQuery(trialPipelineQuery(pipelineId));
  const formId = pipeline.data?.formId ?? "";
  const form = useQuery({ ...trialFormQuery(formId), enabled: formId !== "" });
  if (graph === undefined) return null;
  return (
    <SideDrawer title="Test this automation" size="xl" onClose={closed}>
      <Stack gap="md">
        <SegmentedControl
          aria-label="What to try it on"
          value={view ?? "one"}
          onChange={(next) => (next === "many" ? manyChosen() : oneChosen())}
          data={[
            { value: "one", label: "One response" },
            { value: "many", label: "Many responses" },
          ]}
        />
        <QueryGate
          query={{ ...form, error: pipeline.error ?? form.error }}
          explain={(error) => explainError(error, "The automation could not be read.")}
        >
          {(loaded) => {
            if (pipeline.data === undefined) return null;
            if (!pipeline.data.mayEdit)
              return <Alert>Only its editors can test an automation.</Alert>;
            const subject = { pipeline: pipeline.data, form: loaded, graph };
            return view === "many" ? <DryRunPanel {...subject} /> : <TestDrawer {...subject} />;
          }}
        </QueryGate>
      </Stack>
    </SideDrawer>
  );
}
