import type { StepTrial } from "@formloom/shared/api";
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { counted } from "../../ui/counted.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { realActs } from "./trial-words.ts";

export interface ConfirmRunProps {
  readonly steps: readonly StepTrial[];
  readonly isStarting: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Says how much goes to whom before anything is really done. */
export function ConfirmRun({ steps, isStarting, onConfirm, onClose }: ConfirmRunProps) {
  const acts = realActs(steps);
  return (
    <Dialog title="Really run it?" onClose={onClose}>
      <Stack>
        {acts.length === 0 ? (
          <Text>With these answers nothing would be sent.</Text>
        ) : (
          <>
            <Text>This really does {counted(acts.length, "thing")}, and cannot be taken back:</Text>
            <List spacing={4} className="wrap-anywhere">
              {acts.map((act) => (
                <List.Item key={act}>{act}</List.Item>
              ))}
            </List>
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color="madder" loading={isStarting} onClick={onConfirm}>
            Really run
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
