import type { Graph } from "@formloom/shared/graph";
import { Checkbox, Group, NativeSelect, Radio, Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { Section } from "../../ui/section.tsx";
import { noRules, type BackfillChoice } from "./backfill-choice.ts";

export interface ChooseResponsesProps {
  readonly choice: BackfillChoice;
  /** Of the live version. */
  readonly graph: Graph;
  readonly stepName: (nodeId: string) => string;
  readonly onChange: (next: BackfillChoice) => void;
  /** The rules on answers, where there are any. */
  readonly condition: ReactNode;
}

/** The first part: which responses, and what is to run for them. */
export function ChooseResponses(props: ChooseResponsesProps) {
  const { choice, graph, stepName, onChange, condition } = props;
  const steps = graph.nodes.filter(
    ({ type, settings }) => type !== "trigger" && settings?.disabled !== true,
  );
  return (
    <Section title="1. Which responses" description="All that is chosen here has to fit.">
      <Radio.Group
        label="State"
        value={choice.which}
        onChange={(value) =>
          onChange({ ...choice, which: value === "never-run" ? "never-run" : "not-done" })
        }
      >
        <Stack gap="xs" mt={6}>
          <Radio value="not-done" label="All that are not done yet" />
          <Radio value="never-run" label="Only those that it never ran for" />
        </Stack>
      </Radio.Group>
      <Group gap="md" align="flex-start">
        <TextInput
          type="date"
          label="Sent from"
          description="Empty: from the first"
          value={choice.from}
          max={choice.to === "" ? undefined : choice.to}
          onChange={(event) => onChange({ ...choice, from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="Sent until"
          description="Empty: until now"
          value={choice.to}
          min={choice.from === "" ? undefined : choice.from}
          onChange={(event) => onChange({ ...choice, to: event.currentTarget.value })}
        />
      </Group>
      <Checkbox
        label="Only with certain answers"
        checked={choice.answers !== null}
        onChange={(event) =>
          onChange({
            ...choice,
            answers: event.currentTarget.checked ? noRules : null,
          })
        }
      />
      {condition}
      <NativeSelect
        label="What is to run"
        description="One step alone runs with what earlier runs found out, and sends nothing else again."
        value={choice.onlyNodeId ?? ""}
        data={[
          { value: "", label: "The whole automation" },
          ...steps.map(({ id }) => ({ value: id, label: `Only the step “${stepName(id)}”` })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ ...choice, onlyNodeId: value === "" ? null : value });
        }}
      />
    </Section>
  );
}
