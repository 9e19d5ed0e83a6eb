import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import type { FormView, RunView } from "@formloom/shared/api";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { pipelineQuery, versionQuery } from "../../../effects/pipeline-queries.ts";
import { stepName } from "../../../plugins/value-labels.ts";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import type { RunFacts } from "../run-elements.ts";
import { EditStep } from "./edit-step.tsx";
import { outlookOf } from "./outlook.ts";
import { OutlookList } from "./outlook-list.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import type { ReplayAsk } from "./replay-ask.ts";
import { refusalWords, settingErrors } from "./replay-refusal.ts";
import { SendAgainChoice } from "./send-again-choice.tsx";
import { useEdit, type Edit } from "./use-edit.ts";
import { useReplay, type ReplayBody } from "./use-replay.ts";
import { VersionChoice } from "./version-choice.tsx";

export interface ReplayDrawerProps {
  readonly run: RunView;
  readonly facts: RunFacts;
  readonly form: FormView;
  readonly ask: ReplayAsk;
  readonly onClose: () => void;
}

/** Changes what is wrong, shows what will happen, and runs it again as a new run. */
export function ReplayDrawer({ run, facts, form, ask, onClose }: ReplayDrawerProps) {
  const [nodeId, setNodeId] = useState(ask.nodeId);
  const [version, setVersion] = useState(ask.version);
  const [sendAgain, setSendAgain] = useState(false);
  const edit = useEdit(run, facts, { ...ask, nodeId });
  const replay = useReplay(run.id, onClose);
  const live = useLiveGraph(run, version);
  const outlook = useMemo(
    () =>
      live.graph === null
        ? null
        : outlookOf(
            run,
            {
              fromNodeId: nodeId,
              sendAgain,
              graph: live.graph,
              input: edit.way === "none" ? null : edit.values,
            },
            facts,
          ),
    [run, live.graph, nodeId, sendAgain, edit.way, edit.values, facts],
  );
  const refusal = replay.isError ? refusalWords(replay.error) : null;
  const fromStart = () => {
    setNodeId(null);
    setVersion("original");
    replay.reset();
  };
  return (
    <SideDrawer title={titleOf({ ...ask, nodeId }, run, facts)} size="xl" onClose={onClose}>
      <Stack gap="lg" className="replay">
        {edit.step !== null && (
          <EditStep
            run={run}
            facts={facts}
            form={form}
            step={edit.step}
            edit={edit}
            errors={settingErrors(replay.error)}
          />
        )}
        {edit.way === "none" && (
          <VersionChoice
            run={run}
            liveVersion={live.number}
            value={version}
            onChange={setVersion}
          />
        )}
        {outlook === null ? (
          <Loader size="sm" aria-label="Reading the live version" />
        ) : (
          <>
            <OutlookList outlook={outlook} />
            <SendAgainChoice steps={outlook.resends} checked={sendAgain} onChange={setSendAgain} />
          </>
        )}
        {refusal !== null && (
          <RefusalNote
            refusal={refusal}
            pipelineId={run.pipelineId}
            runId={run.id}
            onSendAgain={() => {
              setSendAgain(true);
              replay.reset();
            }}
            onFromStart={fromStart}
            onClose={onClose}
          />
        )}
        <div className="replay-foot">
          <Text size="xs" c="dimmed">
            This makes a new run. The one you are looking at stays as it is.
          </Text>
          <Group gap="xs" justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Not now
            </Button>
            <Button
              loading={replay.isPending}
              disabled={outlook === null || outlook.runs.length + outlook.stands.length === 0}
              onClick={() => replay.mutate(bodyOf({ nodeId, version, sendAgain, edit }))}
            >
              {sendAgain
                ? "Send again and continue"
                : nodeId === null
                  ? "Run it again"
                  : "Continue"}
            </Button>
          </Group>
        </div>
      </Stack>
    </SideDrawer>
  );
}

function bodyOf(wish: {
  readonly nodeId: string | null;
  readonly version: ReplayAsk["version"];
  readonly sendAgain: boolean;
  readonly edit: Edit;
}): ReplayBody {
  const { nodeId, version, sendAgain, edit } = wish;
  const from = nodeId === null ? {} : { fromNodeId: nodeId };
  if (edit.way === "none" || edit.changes.length === 0) {
    return { ...from, version: edit.way === "none" ? version : "original", sendAgain };
  }
  const changed =
    edit.way === "input"
      ? { input: { ...edit.values } }
      : { config: { ...edit.values }, applyToDraft: edit.toDraft };
  return { ...from, version: "original", sendAgain, ...changed };
}

/** The graph that it would run by; null while the live one is being read. */
function useLiveGraph(run: RunView, version: ReplayAsk["version"]) {
  const { data: pipeline } = useQuery({ ...pipelineQuery(run.pipelineId), retry: false });
  const number = pipeline?.liveVersion ?? null;
  const isOther = version === "live" && number !== null && number !== run.versionNumber;
  const live = useQuery({ ...versionQuery(run.pipelineId, number ?? 0), enabled: isOther });
  return { number, graph: isOther ? (live.data?.graph ?? null) : run.graph };
}

function titleOf({ nodeId, way }: ReplayAsk, run: RunView, facts: RunFacts): string {
  if (nodeId === null) return "Run everything again";
  const node = run.graph.nodes.find(({ id }) => id === nodeId);
  const name = node === undefined ? nodeId : stepName(node, facts.types);
  return way === "none" ? `Run again from ${name}` : `Fix and continue: ${name}`;
}
