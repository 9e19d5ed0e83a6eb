import { ActionIcon, Menu, Text, type MenuItemProps } from "@mantine/core";
import {
  IconDotsVertical,
  IconExternalLink,
  IconFileExport,
  IconHistory,
  IconHistoryToggle,
  IconKeyboard,
  IconLayoutDistributeVertical,
  IconPencil,
  IconTimeline,
} from "@tabler/icons-react";
import { createLink } from "@tanstack/react-router";
import { type ComponentPropsWithRef, lazy, Suspense, useState } from "react";
import { exportDraft } from "./changes/export-draft.ts";
import { appState, changeGraph } from "./editor-acts.ts";
import { type EditorFacts, useEditorFacts } from "./editor-facts.ts";

const RunningItems = lazy(async () => ({
  default: (await import("./running-items.tsx")).RunningItems,
}));
const RenameModal = lazy(async () => ({
  default: (await import("./rename-modal.tsx")).RenameModal,
}));

function MenuAnchor(props: MenuItemProps & Omit<ComponentPropsWithRef<"a">, "color" | "style">) {
  return <Menu.Item component="a" {...props} />;
}

const MenuLink = createLink(MenuAnchor);

const pickNeeded = ({ readOnly, pipeline: { id }, form: { publicUrl } }: EditorFacts) => ({
  readOnly,
  id,
  publicUrl,
});

/** What is done with the automation now and then. */
export function MoreMenu() {
  const { readOnly, id, publicUrl } = useEditorFacts(pickNeeded);
  const [renaming, setRenaming] = useState(false);
  const { keyHelpToggled } = appState();
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={300} keepMounted={false}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDotsVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            disabled={readOnly}
            leftSection={<IconPencil size={16} />}
            onClick={() => setRenaming(true)}
          >
            Rename
          </Menu.Item>
          <Menu.Item
            disabled={readOnly}
            leftSection={<IconLayoutDistributeVertical size={16} />}
            onClick={() => changeGraph({ type: "nodesTidied" })}
          >
            Tidy the picture
          </Menu.Item>
          <Suspense>
            <RunningItems />
          </Suspense>
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={keyHelpToggled}>
            Keys
          </Menu.Item>
          <Menu.Divider />
          <MenuLink to="/runs" search={{ pipelineId: id }} leftSection={<IconTimeline size={16} />}>
            See its runs
          </MenuLink>
          {!readOnly && (
            <MenuLink
              to="/pipelines/$pipelineId/past-responses"
              params={{ pipelineId: id }}
              leftSection={<IconHistoryToggle size={16} />}
            >
              Run over past responses
              <Text size="xs" c="dimmed">
                Shows first what would be sent
              </Text>
            </MenuLink>
          )}
          <Menu.Item
            component="a"
            href={publicUrl}
            target="_blank"
            rel="noreferrer"
            leftSection={<IconExternalLink size={16} />}
          >
            Fill in the form
            <Text size="xs" c="dimmed">
              Opens its public page; sending it starts a run
            </Text>
          </Menu.Item>
          <MenuLink
            to="/pipelines/$pipelineId/versions"
            params={{ pipelineId: id }}
            leftSection={<IconHistory size={16} />}
          >
            Versions
            <Text size="xs" c="dimmed">
              What changed when; bring one back
            </Text>
          </MenuLink>
          <ExportItem />
        </Menu.Dropdown>
      </Menu>
      <Suspense>{renaming && <RenameModal onClose={() => setRenaming(false)} />}</Suspense>
    </>
  );
}

function ExportItem() {
  const pipeline = useEditorFacts((facts) => facts.pipeline);
  return (
    <Menu.Item
      leftSection={<IconFileExport size={16} />}
      onClick={() => void exportDraft(pipeline)}
    >
      Export as a file
      <Text size="xs" c="dimmed">
        Without passwords and connections
      </Text>
    </Menu.Item>
  );
}
