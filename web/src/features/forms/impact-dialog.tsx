import type { Impact } from "@formloom/shared/api";
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { counted } from "../../ui/counted.ts";
import { Dialog } from "../../ui/dialog.tsx";

export interface ImpactDialogProps {
  /** null: nothing to ask. */
  readonly impact: readonly Impact[] | null;
  readonly busy: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

/** What a change of questions would break, before it does. */
export function ImpactDialog({ impact, busy, onSave, onClose }: ImpactDialogProps) {
  if (impact === null) return null;
  const pipelines = new Set(impact.map(({ pipelineId }) => pipelineId)).size;
  return (
    <Dialog onClose={onClose} title="Automations use these questions">
      <Stack>
        <Text>
          With this change {counted(pipelines, "automation")} will not work as drawn until you mend{" "}
          {pipelines === 1 ? "it" : "them"}:
        </Text>
        <List spacing="xs">
          {impact.map((entry) => (
            <List.Item key={`${entry.pipelineId} ${entry.nodeId} ${entry.fieldId}`}>
              <Text fw={600} span>
                {entry.pipelineName}, step “{entry.nodeName}”:
              </Text>{" "}
              {entry.message}
            </List.Item>
          ))}
        </List>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Go on editing
          </Button>
          <Button color="madder" loading={busy} onClick={onSave}>
            Save anyway
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
