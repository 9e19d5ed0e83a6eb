import { Button, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCloudCheck, IconLoader2 } from "@tabler/icons-react";
import { useAppStore } from "../../store/store.ts";
import { keepOurs, loadTheirs, saveDraft } from "./draft-saver.ts";
import { syncLabel } from "./draft-sync.ts";
import { showFailure } from "../../ui/toast.tsx";
import { reasonOf } from "../../effects/explain-error.ts";

/** Whether the draft is on the server, in words; on a conflict, the choice between both drafts. */
export function SaveState() {
  const sync = useAppStore((state) => state.editor?.sync);
  const pipelineId = useAppStore((state) => state.editor?.pipelineId) ?? "";
  if (sync === undefined) return null;
  const { text, tone } = syncLabel(sync);
  const StateIcon =
    tone === "bad" ? IconAlertTriangle : tone === "busy" ? IconLoader2 : IconCloudCheck;
  const words = (
    <output className="save-state" data-tone={tone}>
      <StateIcon size={16} aria-hidden />
      {text}
    </output>
  );
  if (sync.state.kind === "conflict") {
    return (
      <Popover defaultOpened width={300} withArrow trapFocus={false} closeOnClickOutside={false}>
        <Popover.Target>
          <UnstyledButton aria-label="Changed elsewhere: choose which draft stays">
            {words}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            <Text size="sm" fw={600}>
              Somebody else saved this draft meanwhile
            </Text>
            <Text size="sm">Nothing is lost: Undo or Redo brings the other one back.</Text>
            <Button
              size="xs"
              variant="default"
              onClick={() => void attempt(() => loadTheirs(pipelineId))}
            >
              Load theirs
            </Button>
            <Button size="xs" onClick={() => void attempt(() => keepOurs(pipelineId))}>
              Keep mine
            </Button>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    );
  }
  if (sync.state.kind !== "failed") return words;
  return (
    <UnstyledButton
      title={sync.state.message}
      aria-label={`Not saved: ${sync.state.message} Try again`}
      onClick={() => void saveDraft()}
    >
      {words}
    </UnstyledButton>
  );
}

async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    showFailure("That did not work", reasonOf(error));
  }
}
