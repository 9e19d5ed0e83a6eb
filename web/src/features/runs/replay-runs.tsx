import { replayRuns, type RouteBody } from "@formloom/shared/api";
import { Button, Checkbox, Group, NativeSelect, Radio, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { RunTaskProgress } from "../../tasks/run-task-progress.tsx";
import { counted } from "../../ui/counted.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { ButtonLink } from "../../ui/links.tsx";
import { useChoiceCount } from "./choice-count.ts";
import { choiceRequest, type ChoiceDialogProps } from "./choice-request.ts";
import { CountNote } from "./count-note.tsx";

type Manner = Required<Pick<RouteBody<typeof replayRuns>, "version" | "canary" | "perMinute">>;

const speeds = [
  { value: "10", label: "10 a minute" },
  { value: "60", label: "60 a minute" },
  { value: "600", label: "600 a minute" },
  { value: "", label: "as fast as it goes" },
] as const;

/** Asks how chosen runs are to be replayed, begins it, and follows it. */
export function ReplayRuns({ choice, facts, filter, onClose, onDone }: ChoiceDialogProps) {
  const [manner, setManner] = useState<Manner>({
    version: "original",
    canary: true,
    perMinute: 60,
  });
  const replay = useMutation({
    mutationFn: () =>
      callRoute(replayRuns, { body: { ...choiceRequest(choice, filter), ...manner } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["runs"] }),
  });
  const hasBegun = replay.isPending || replay.isSuccess;
  const count = useChoiceCount({ act: "replay", choice, facts, filter, hasBegun });
  const close = () => {
    if (replay.isSuccess) onDone();
    onClose();
  };
  return (
    <Dialog title={`Replay ${count.words}`} size="lg" onClose={close}>
      {replay.isSuccess ? (
        <Stack gap="lg">
          {replay.data.tasks.map(({ id }) => (
            <RunTaskProgress key={id} taskId={id} verb="Replayed" />
          ))}
          <Group justify="flex-end">
            <ButtonLink to="/tasks" variant="default">
              See all tasks
            </ButtonLink>
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="md">
          <Text size="sm">
            Runs that failed go on from the step that failed; others run anew. What was sent already
            is not sent a second time. {passedBy(choice.kind === "matching", facts.underWay)}
          </Text>
          <CountNote count={count} />
          <MannerFields manner={manner} onChange={setManner} />
          {replay.error !== null && (
            <ErrorMessage {...explainError(replay.error, "The replay did not begin.")} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button
              disabled={!count.fits}
              loading={replay.isPending}
              onClick={() => replay.mutate()}
            >
              {`Replay ${count.words}`}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}

function passedBy(isMatching: boolean, underWay: number): string {
  if (isMatching) {
    return "Left out are tests, runs under way, and runs that were replayed since.";
  }
  if (underWay === 0) return "";
  return `${counted(underWay, "run")} under way will be left out.`;
}

interface MannerFieldsProps {
  readonly manner: Manner;
  readonly onChange: (manner: Manner) => void;
}

function MannerFields({ manner, onChange }: MannerFieldsProps) {
  return (
    <>
      <Radio.Group
        label="By which version"
        value={manner.version}
        onChange={(next) => onChange({ ...manner, version: next === "live" ? "live" : "original" })}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="original" label="The original: each by the version that it ran by" />
          <Radio value="live" label="The live one, with what was changed since" />
        </Stack>
      </Radio.Group>
      <Checkbox
        label="Try one first, and stop there if it fails"
        checked={manner.canary}
        onChange={(event) => onChange({ ...manner, canary: event.currentTarget.checked })}
      />
      <NativeSelect
        label="Speed"
        data={speeds}
        value={manner.perMinute === null ? "" : String(manner.perMinute)}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...manner, perMinute: value === "" ? null : Number(value) })
        }
      />
    </>
  );
}
