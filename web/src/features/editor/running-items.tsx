import { Menu, Text } from "@mantine/core";
import {
  IconArrowsSplit2,
  IconLineDashed,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { reasonOf } from "../../effects/explain-error.ts";
import { pausedWords } from "../../effects/paused-words.ts";
import { usePausing } from "../../effects/use-pausing.ts";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { flushDraft, noticeChanged, patchPipeline } from "./draft-saver.ts";
import { useEditorFacts } from "./editor-facts.ts";

/** How the automation runs: held for a while, and one run at a time or side by side. */
export function RunningItems() {
  const { pipeline, readOnly } = useEditorFacts();
  const pausing = usePausing(pipeline, noticeChanged);
  const isPaused = pipeline.pausedAt !== null;
  const lining = useMutation({
    mutationFn: (oneAtATime: boolean) => patchPipeline({ oneAtATime }),
    onSuccess: ({ oneAtATime }) =>
      showDone(
        oneAtATime
          ? "From now on its runs follow one another."
          : "From now on its runs go side by side.",
      ),
    onError: (error) => showFailure("It was not changed", reasonOf(error)),
  });
  return (
    <>
      <Menu.Item
        disabled={readOnly || pipeline.liveVersion === null || pausing.isPending}
        leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        onClick={() => void flushDraft().then(() => pausing.mutate())}
      >
        {isPaused ? "Resume" : "Pause"}
        <Text size="xs" c="dimmed">
          {isPaused
            ? `${pausedWords(pipeline)}; resuming begins them, oldest first`
            : "New runs are held until you resume it"}
        </Text>
      </Menu.Item>
      <Menu.Item
        disabled={readOnly || lining.isPending}
        leftSection={
          pipeline.oneAtATime ? <IconArrowsSplit2 size={16} /> : <IconLineDashed size={16} />
        }
        onClick={() => lining.mutate(!pipeline.oneAtATime)}
      >
        {pipeline.oneAtATime ? "Let runs go side by side" : "Run one at a time"}
        <Text size="xs" c="dimmed">
          {pipeline.oneAtATime
            ? "Now each run waits for the one before it"
            : "Each run waits for the one before it, in the order of the responses"}
        </Text>
      </Menu.Item>
    </>
  );
}
