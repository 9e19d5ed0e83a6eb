import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconExternalLink } from "@tabler/icons-react";
import { listRuns, type RunSummary } from "@formloom/shared/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { callRoute } from "../../../effects/api-client.ts";
import { reasonOf } from "../../../effects/explain-error.ts";
import { useLive } from "../../../effects/live-stream.ts";
import { TextLink } from "../../../ui/links.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { showFailure } from "../../../ui/toast.tsx";
import { patchPipeline } from "../draft-saver.ts";
import { useEditorFacts } from "../editor-facts.ts";

export interface NowLiveProps {
  readonly version: number;
  readonly onClose: () => void;
}

/** Runs that are shown of the new version. */
const shownRuns = 5;
/** A run may be over before the stream of changes is open: the list is read again by itself, in ms. */
const lookMs = 4_000;

/** After publishing: whether it is on, and its first runs as they happen. */
export function NowLive({ version, onClose }: NowLiveProps) {
  const { pipeline, form } = useEditorFacts();
  const done = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone: the keyboard goes on here.
  useEffect(() => done.current?.focus(), []);
  return (
    <Stack gap="md">
      <p className="change-line" data-kind="added">
        <IconCircleCheck size={18} aria-hidden />
        <output>
          {pipeline.enabled
            ? `Version ${version} is live. Every new response runs it.`
            : `Version ${version} is published, and the automation is off: nothing starts yet.`}
        </output>
      </p>
      {!pipeline.enabled && <SwitchOn />}
      {pipeline.enabled && <FirstRuns version={version} />}
      <Group justify="space-between">
        <Anchor href={form.publicUrl} target="_blank" rel="noreferrer" size="sm">
          <IconExternalLink size={15} aria-hidden /> Fill in the form yourself
        </Anchor>
        <Button ref={done} onClick={onClose}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}

function SwitchOn() {
  const switching = useMutation({
    mutationFn: () => patchPipeline({ enabled: true }),
    onError: (error) => showFailure("It was not switched on", reasonOf(error)),
  });
  return (
    <Group>
      <Button loading={switching.isPending} onClick={() => switching.mutate()}>
        Switch it on now
      </Button>
    </Group>
  );
}

/** The newest runs of the version, live. */
function FirstRuns({ version }: Pick<NowLiveProps, "version">) {
  const { pipeline } = useEditorFacts();
  const client = useQueryClient();
  const queryKey = ["runs", "of-pipeline", pipeline.id];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      callRoute(listRuns, { query: { pipelineId: pipeline.id, limit: 20 }, signal }),
    refetchInterval: lookMs,
  });
  useLive({ pipelineId: pipeline.id }, () => void client.invalidateQueries({ queryKey }));
  const runs = (data?.items ?? []).filter((run) => run.versionNumber === version);
  return (
    <section aria-label={`Newest runs of version ${version}`}>
      <Text fw={600} size="sm" mb={4}>
        Its runs, as they happen
      </Text>
      <div aria-live="polite">
        {runs.length === 0 && (
          <Text size="sm" c="dimmed">
            None yet. The next response shows up here.
          </Text>
        )}
        {runs.slice(0, shownRuns).map((run) => (
          <div key={run.id} className="live-run">
            <TextLink to="/runs/$runId" params={{ runId: run.id }} size="sm">
              {runWords[run.status]}
            </TextLink>
            <Text size="sm" c="dimmed">
              <RelativeTime at={run.createdAt} />
            </Text>
          </div>
        ))}
      </div>
    </section>
  );
}

const runWords: Readonly<Record<RunSummary["status"], string>> = {
  queued: "Queued",
  running: "Running",
  waiting: "Waiting",
  held: "On hold",
  needs_attention: "Needs you",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};
