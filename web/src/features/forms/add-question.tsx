import { fieldKinds, type FieldKind } from "@formloom/shared/form";
import { Button, Menu, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { KindIcon } from "./kind-icon.tsx";
import { kindWords } from "./kind-words.ts";

export interface AddQuestionProps {
  readonly onAdd: (kind: FieldKind) => void;
}

export function AddQuestion({ onAdd }: AddQuestionProps) {
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          variant="light"
          leftSection={<IconPlus size={18} aria-hidden />}
          style={{ alignSelf: "flex-start" }}
        >
          Add a question
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {fieldKinds.map((kind) => (
          <Menu.Item key={kind} leftSection={<KindIcon kind={kind} />} onClick={() => onAdd(kind)}>
            <Text size="sm" fw={600}>
              {kindWords[kind].name}
            </Text>
            <Text size="xs" c="dimmed">
              {kindWords[kind].purpose}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
