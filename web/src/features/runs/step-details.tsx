import { Alert, Button, CloseButton, Group, Stack, Tabs, Text, Title } from "@mantine/core";
import type { RunView, StepView } from "@formloom/shared/api";
import type { GraphNode } from "@formloom/shared/graph";
import { IconMailPause, IconRefresh } from "@tabler/icons-react";
import { stepName } from "../../plugins/value-labels.ts";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { TextLink } from "../../ui/links.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { actLine } from "./act-words.ts";
import { AttemptList } from "./attempt-list.tsx";
import { BeforeAfter } from "./before-after.tsx";
import { ClearedNote } from "./cleared-note.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import { useRunActs } from "./replay/replay-ask.ts";
import type { RunFacts } from "./run-elements.ts";
import { isReached } from "./run-path.ts";
import { StepEffects } from "./step-effects.tsx";
import { UnknownChoice } from "./unknown-choice.tsx";
import { isCaught, skipWords, stepWords } from "./run-words.ts";
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
  const { replay } = useRunActs();
  const last = step.attempts.at(-1);
  const error = step.status === "completed" ? null : (last?.error ?? null);
  const { tone, text } = stepWords(step, node);
  return (
    <Stack gap="md">
      <div>
        <StatusBadge tone={tone}>{text}</StatusBadge>
      </div>
      <StepNotes run={run} step={step} facts={facts} node={node} />
      {error !== null && <FailureNotice run={run} step={step} error={error} />}
      <StepEffects step={step} />
      {isTrigger ? (
        <ValueView
          value={run.event.payload}
          labels={facts.labels}
          empty="The event brought nothing along."
        />
      ) : (
        <StepTabs run={run} step={step} facts={facts} />
      )}
      {replay !== null && !isTrigger && error === null && isReached(step) && (
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={() => replay({ nodeId: step.nodeId, way: "none", version: "original" })}
          >
            Run again from here
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** What has to be known of a step besides its state. */
function StepNotes({ run, step, facts, node }: Omit<StepFactsProps, "isTrigger">) {
  const { mayEdit } = useRunActs();
  const open = run.openSteps.find(({ nodeId }) => nodeId === step.nodeId);
  return (
    <>
      {step.status === "skipped" && <Text size="sm">{skipWords(step.skipReason)}</Text>}
      {isCaught(step) && <CaughtNote run={run} />}
      {step.reusedFrom !== null && (
        <Text size="sm">
          Kept as it was: its result is that of{" "}
          <TextLink
            to="/runs/$runId"
            params={{ runId: step.reusedFrom }}
            search={{ step: step.nodeId }}
            inherit
            td="underline"
          >
            the run before
          </TextLink>
          . Nothing was done again.
        </Text>
      )}
      {open !== undefined && (
        <UnknownChoice
          runId={run.id}
          step={open}
          line={node === undefined ? null : actLine({ node, step }, facts)}
          mayEdit={mayEdit}
        />
      )}
    </>
  );
}

function StepTabs({ run, step, facts }: Pick<StepFactsProps, "run" | "step" | "facts">) {
  const isOwn = run.replayOf !== null && step.reusedFrom === null;
  const last = step.attempts.at(-1);
  const log = step.attempts.flatMap((attempt) => attempt.lines);
  return (
    <Tabs defaultValue={step.status === "completed" ? "result" : "input"} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="input">Input</Tabs.Tab>
        <Tabs.Tab value="result">Result</Tabs.Tab>
        <Tabs.Tab value="attempts">Attempts ({step.attempts.length})</Tabs.Tab>
        <Tabs.Tab value="log">Log</Tabs.Tab>
        {isOwn && <Tabs.Tab value="before">Compare</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="input" pt="sm">
        {run.clearedAt === null ? (
          <ValueView
            value={last?.input}
            empty={last === undefined ? "It has not run." : "Nothing went in."}
          />
        ) : (
          <ClearedNote run={run} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="result" pt="sm">
        {run.clearedAt === null ? (
          <ValueView value={last?.output} empty="No result." />
        ) : (
          <ClearedNote run={run} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="attempts" pt="sm">
        <AttemptList step={step} />
      </Tabs.Panel>
      <Tabs.Panel value="log" pt="sm">
        {run.clearedAt === null ? <LogLines lines={log} /> : <ClearedNote run={run} />}
      </Tabs.Panel>
      {run.replayOf !== null && isOwn && (
        <Tabs.Panel value="before" pt="sm">
          <BeforeAfter beforeId={run.replayOf} step={step} type={facts.types.get(step.nodeType)} />
        </Tabs.Panel>
      )}
    </Tabs>
  );
}

/** The mail goes when the run is cleared: then there is nothing to look at. */
function CaughtNote({ run }: { readonly run: Pick<RunView, "formId" | "clearedAt"> }) {
  return (
    <Alert color="weld" icon={<IconMailPause aria-hidden />} title="Caught, not sent">
      {run.clearedAt === null ? (
        <Text size="sm">
          No mail server is configured, so the mail was kept here instead. Look at it in the{" "}
          <TextLink to="/outbox" search={{ formId: run.formId }} inherit td="underline">
            outbox
          </TextLink>
          .
        </Text>
      ) : (
        <Text size="sm">
          There was no mail server, so nobody got the mail. It was kept here until the details of
          this run were cleared.
        </Text>
      )}
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
