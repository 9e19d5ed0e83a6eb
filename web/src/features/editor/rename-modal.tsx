import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { reasonOf } from "../../effects/explain-error.ts";
import { patchPipeline } from "./draft-saver.ts";
import { useEditorFacts } from "./editor-facts.ts";

export interface RenameModalProps {
  readonly onClose: () => void;
}

export function RenameModal({ onClose }: RenameModalProps) {
  const { pipeline } = useEditorFacts();
  const [name, setName] = useState(pipeline.name);
  const renaming = useMutation({
    mutationFn: () => patchPipeline({ name: name.trim() }),
    onSuccess: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title="Rename the automation"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          renaming.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            required
            data-autofocus
            maxLength={200}
            value={name}
            error={renaming.isError ? reasonOf(renaming.error) : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={renaming.isPending} disabled={name.trim() === ""}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
