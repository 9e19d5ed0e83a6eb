import {
  listFailedRuns,
  replayFailure,
  replayRun,
  type FailureGroupView,
  type RouteBody,
} from "@formloom/shared/api";
import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { counted } from "../../ui/counted.ts";
import { showFailure } from "../../ui/toast.tsx";
import { TriedRun } from "./tried-run.tsx";

export interface ReplayGroupProps {
  readonly group: FailureGroupView;
}

type Version = RouteBody<typeof replayFailure>["version"];

const speeds = [
  { value: "10", label: "10 a minute" },
  { value: "60", label: "60 a minute" },
  { value: "600", label: "600 a minute" },
  { value: "", label: "as fast as it goes" },
] as const;
const versions = [
  { value: "original", label: "as they were" },
  { value: "live", label: "by the live version" },
] as const;

/** Tries one of a cause's runs, and then replays the rest at a chosen speed. */
export function ReplayGroup({ group }: ReplayGroupProps) {
  const { fingerprint, open } = group;
  const params = { fingerprint };
  const [speed, setSpeed] = useState<string>("60");
  const [version, setVersion] = useState<Version>("original");
  const [triedId, setTriedId] = useState<string | null>(null);
  const [worked, setWorked] = useState(false);
  const tryOne = useMutation({
    mutationFn: () => replayNewest(group, version),
    onSuccess: (runId) => {
      setTriedId(runId);
      setWorked(false);
    },
    onError: (error) => showFailure("It could not be replayed", reasonOf(error)),
  });
  const replayRest = useMutation({
    mutationFn: () => {
      const perMinute = speed === "" ? null : Number(speed);
      // Whoever saw one work needs no second trial; whoever did not gets it from the server.
      const body = { canary: !worked, perMinute, version };
      return callRoute(replayFailure, { params, body });
    },
    onSuccess: () => {
      setTriedId(null);
      setWorked(false);
    },
    onError: (error) => showFailure("The replay did not begin", reasonOf(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["failures"] }),
  });
  return (
    <Stack gap="xs">
      <Group gap="sm" align="flex-end">
        {open > 1 && (
          <NativeSelect
            label="Speed"
            data={speeds}
            value={speed}
            onChange={(event) => setSpeed(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          label="With which settings"
          data={versions}
          value={version}
          onChange={(event) => {
            setVersion(event.currentTarget.value === "live" ? "live" : "original");
            setWorked(false);
          }}
        />
      </Group>
      <Group gap="xs">
        <Button
          variant={worked ? "default" : "filled"}
          loading={tryOne.isPending}
          onClick={() => tryOne.mutate()}
        >
          {open === 1 ? "Replay it" : "Replay one first"}
        </Button>
        {open > 1 && (
          <Button
            variant={worked ? "filled" : "default"}
            loading={replayRest.isPending}
            onClick={() => replayRest.mutate()}
          >
            {worked ? `Replay the other ${open}` : `Replay all ${open}`}
          </Button>
        )}
      </Group>
      {triedId === null && open > 1 && (
        <Text size="sm" c="dimmed">
          {`“Replay all” tries one first as well, and stops there if it fails. ${counted(open, "run")} ${open === 1 ? "goes" : "go"} on from the failed step.`}
        </Text>
      )}
      {triedId !== null && <TriedRun runId={triedId} onWorked={() => setWorked(true)} />}
    </Stack>
  );
}

/** Replays the newest of a cause's runs from its failed step on; id of the new run. */
async function replayNewest(
  { fingerprint, nodeId }: FailureGroupView,
  version: Version,
): Promise<string> {
  const params = { fingerprint };
  const { items } = await callRoute(listFailedRuns, { params, query: { limit: 1 } });
  const [newest] = items;
  if (newest === undefined) throw new Error("Nothing of this waits any more.");
  const { runId } = await callRoute(replayRun, {
    params: { runId: newest.runId },
    body: { fromNodeId: nodeId, version },
    // A double click is one replay.
    idempotencyKey: `one-of-${fingerprint}-${newest.runId}-${version}`,
  });
  return runId;
}
