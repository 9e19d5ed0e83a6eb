import { Alert, CloseButton, Group, Stack, Tabs, Text, Title } from "@mantine/core";
import type { RunView, StepView } from "@formloom/shared/api";
import type { GraphNode } from "@formloom/shared/graph";
import { IconMailPause } from "@tabler/icons-react";
import { stepName } from "../../plugins/value-labels.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { TextLink } from "../../ui/links.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { AttemptList } from "./attempt-list.tsx";
import type { RunFacts } from "./run-elements.ts";
import { errorLines, isCaught, skipWords, stepWords } from "./run-words.ts";
import { ValueView } from "./value-view.tsx";

export interface StepDetailsProps {
  readonly run: RunView;
  readonly nodeId: string;
  readonly facts: RunFacts;
  readonly onClose: () => void;
}

/** What happened in one step: its state in words, what went in and came out, each try, its log. */
export function StepDetails({ run, nodeId, facts, onClose }: StepDetailsProps) {
  const node = run.graph.nodes.find((each) => each.id === nodeId);
  const step = run.steps.find((each) => each.nodeId === nodeId);
  const type = facts.types.get(node?.type ?? "");
  const name = node === undefined ? nodeId : stepName(node, facts.types);
  return (
    <aside className="run-side" aria-label={`What happened in ${name}`}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <span className="flow-card-icon" data-hue={type?.category}>
            <IconByName name={type?.icon ?? "puzzle"} />
          </span>
          <Title order={2} fz="1.05rem" className="wrap-anywhere">
            {name}
          </Title>
        </Group>
        <CloseButton aria-label="Close" onClick={onClose} />
      </Group>
      {step === undefined ? (
        <Text size="sm" c="dimmed">
          The run did not come this far.
        </Text>
      ) : (
        <StepFacts
          run={run}
          step={step}
          facts={facts}
          node={node}
          isTrigger={type?.role === "trigger" || node?.type === "trigger"}
        />
      )}
    </aside>
  );
}

interface StepFactsProps {
  readonly run: RunView;
  readonly step: StepView;
  readonly facts: RunFacts;
  readonly node: GraphNode | undefined;
  readonly isTrigger: boolean;
}

function StepFacts({ run, step, facts, node, isTrigger }: StepFactsProps) {
  const last = step.attempts.at(-1);
  const error = step.status === "completed" ? null : (last?.error ?? null);
  const { tone, text } = stepWords(step, node);
  return (
    <Stack gap="md">
      <div>
        <StatusBadge tone={tone}>{text}</StatusBadge>
      </div>
      {step.status === "skipped" && <Text size="sm">{skipWords(step.skipReason)}</Text>}
      {isCaught(step) && <CaughtNote formId={run.formId} />}
      {step.status === "unknown" && (
        <Text size="sm">
          The server stopped in the middle of sending. It may or may not have arrived.
        </Text>
      )}
      {error !== null && <ErrorMessage {...errorLines(error)} />}
      {isTrigger ? (
        <ValueView
          value={run.event.payload}
          labels={facts.labels}
          empty="The event brought nothing along."
        />
      ) : (
        <StepTabs step={step} />
      )}
    </Stack>
  );
}

function StepTabs({ step }: { readonly step: StepView }) {
  const last = step.attempts.at(-1);
  const log = step.attempts.flatMap((attempt) => attempt.lines);
  return (
    <Tabs defaultValue={step.status === "completed" ? "result" : "input"} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="input">Input</Tabs.Tab>
        <Tabs.Tab value="result">Result</Tabs.Tab>
        <Tabs.Tab value="attempts">Attempts ({step.attempts.length})</Tabs.Tab>
        <Tabs.Tab value="log">Log</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="input" pt="sm">
        <ValueView
          value={last?.input}
          empty={last === undefined ? "It has not run." : "Nothing went in."}
        />
      </Tabs.Panel>
      <Tabs.Panel value="result" pt="sm">
        <ValueView value={last?.output} empty="No result." />
      </Tabs.Panel>
      <Tabs.Panel value="attempts" pt="sm">
        <AttemptList step={step} />
      </Tabs.Panel>
      <Tabs.Panel value="log" pt="sm">
        <LogLines lines={log} />
      </Tabs.Panel>
    </Tabs>
  );
}

function CaughtNote({ formId }: { readonly formId: string }) {
  return (
    <Alert color="weld" icon={<IconMailPause aria-hidden />} title="Caught, not sent">
      <Text size="sm">
        No mail server is configured, so the mail was kept here instead. Look at it in the{" "}
        <TextLink to="/outbox" search={{ formId }} inherit td="underline">
          outbox
        </TextLink>
        .
      </Text>
    </Alert>
  );
}

function LogLines({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        It wrote nothing down.
      </Text>
    );
  }
  return (
    <ol className="log-lines">
      {lines.map((line, index) => (
        // Lines are only ever added at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>{line}</li>
      ))}
    </ol>
  );
}
