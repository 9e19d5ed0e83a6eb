import {
  ActionIcon,
  Button,
  Group,
  Menu,
  SegmentedControl,
  Switch,
  Text,
  Title,
  Tooltip,
  type MenuItemProps,
} from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDotsVertical,
  IconExternalLink,
  IconFileExport,
  IconHistory,
  IconKeyboard,
  IconLayoutDistributeVertical,
  IconPencil,
  IconPlayerPlay,
  IconTimeline,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { createLink } from "@tanstack/react-router";
import { type ComponentPropsWithRef, lazy, Suspense, useState } from "react";
import { reasonOf } from "../../effects/explain-error.ts";
import { useAppStore } from "../../store/store.ts";
import { TextLink } from "../../ui/links.tsx";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { exportDraft } from "./changes/export-draft.ts";
import { SentenceLine } from "./changes/sentence-line.tsx";
import { patchPipeline } from "./draft-saver.ts";
import { appState, changeGraph } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { LivePill } from "./live-pill.tsx";
import { ProblemsMenu } from "./problems-menu.tsx";
import { PublishButton } from "./publish-button.tsx";
import { SaveState } from "./save-state.tsx";
import { TestButton } from "./test-button.tsx";

const RenameModal = lazy(async () => ({
  default: (await import("./rename-modal.tsx")).RenameModal,
}));

export type EditorView = "picture" | "outline";

export interface EditorHeaderProps {
  readonly view: EditorView;
  readonly onView: (view: EditorView) => void;
}

/** Name, state and sentence of the automation, with its acts. */
export function EditorHeader({ view, onView }: EditorHeaderProps) {
  const { pipeline, form, sentence } = useEditorFacts();
  return (
    <header className="editor-header">
      <title>{`${pipeline.name} · Formloom`}</title>
      <div className="editor-header-names">
        <TextLink
          to="/forms/$formId/automations"
          params={{ formId: form.id }}
          size="sm"
          c="dimmed"
          className="editor-back"
        >
          <IconArrowLeft size={15} aria-hidden /> {form.name}
        </TextLink>
        <Group gap="sm" style={{ rowGap: 4 }}>
          <Title order={1} fz="1.3rem" className="wrap-anywhere">
            {pipeline.name}
          </Title>
          <LivePill />
          <SaveState />
        </Group>
        <SentenceLine parts={sentence} />
      </div>
      <Group gap="xs" className="editor-header-acts">
        <SegmentedControl
          size="sm"
          aria-label="How to show it"
          value={view}
          data={[
            { value: "picture", label: "Picture" },
            { value: "outline", label: "Outline" },
          ]}
          onChange={(next) => onView(next === "outline" ? "outline" : "picture")}
        />
        <HistoryButtons />
        <OnOffSwitch />
        <ProblemsMenu />
        <RunItMenu />
        <TestButton />
        <PublishButton />
        <MoreMenu />
      </Group>
    </header>
  );
}

function HistoryButtons() {
  const canUndo = useAppStore((state) => (state.editor?.history.past.length ?? 0) > 0);
  const canRedo = useAppStore((state) => (state.editor?.history.future.length ?? 0) > 0);
  const { undoAsked, redoAsked } = appState();
  return (
    <ActionIcon.Group>
      <Tooltip label="Undo (Ctrl Z)">
        <ActionIcon
          variant="default"
          size={36}
          aria-label="Undo"
          disabled={!canUndo}
          onClick={() => undoAsked()}
        >
          <IconArrowBackUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (Ctrl Shift Z)">
        <ActionIcon
          variant="default"
          size={36}
          aria-label="Redo"
          disabled={!canRedo}
          onClick={() => redoAsked()}
        >
          <IconArrowForwardUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </ActionIcon.Group>
  );
}

function OnOffSwitch() {
  const { pipeline, readOnly } = useEditorFacts();
  const switching = useMutation({
    mutationFn: (enabled: boolean) => patchPipeline({ enabled }),
    onSuccess: ({ enabled, liveVersion }) =>
      showDone(
        enabled
          ? liveVersion === null
            ? "It starts once you publish it."
            : "It is on."
          : "It is off. Nothing new starts.",
      ),
    onError: (error) => showFailure("It was not switched", reasonOf(error)),
  });
  const checked = switching.isPending ? switching.variables : pipeline.enabled;
  return (
    <Switch
      label={checked ? "On" : "Off"}
      aria-label="Automation is on"
      disabled={readOnly || switching.isPending}
      checked={checked}
      onChange={(event) => switching.mutate(event.currentTarget.checked)}
    />
  );
}

function MenuAnchor(props: MenuItemProps & Omit<ComponentPropsWithRef<"a">, "color" | "style">) {
  return <Menu.Item component="a" {...props} />;
}

const MenuLink = createLink(MenuAnchor);

/** A newcomer's way to a first run: fill the form in, then look at what happened. */
function RunItMenu() {
  const { form, pipeline } = useEditorFacts();
  return (
    <Menu position="bottom-end" shadow="md" width={280}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />}>
          Run it
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component="a"
          href={form.publicUrl}
          target="_blank"
          rel="noreferrer"
          leftSection={<IconExternalLink size={16} aria-hidden />}
        >
          Fill in the form
          <Text size="xs" c="dimmed">
            Opens its public page; sending it starts a run
          </Text>
        </Menu.Item>
        <MenuLink
          to="/runs"
          search={{ pipelineId: pipeline.id }}
          leftSection={<IconTimeline size={16} aria-hidden />}
        >
          See its runs
          <Text size="xs" c="dimmed">
            Newest first, live
          </Text>
        </MenuLink>
      </Menu.Dropdown>
    </Menu>
  );
}

function MoreMenu() {
  const { readOnly, pipeline } = useEditorFacts();
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
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={keyHelpToggled}>
            Keys
          </Menu.Item>
          <Menu.Divider />
          <MenuLink
            to="/pipelines/$pipelineId/versions"
            params={{ pipelineId: pipeline.id }}
            leftSection={<IconHistory size={16} />}
          >
            Versions
            <Text size="xs" c="dimmed">
              What changed when; bring one back
            </Text>
          </MenuLink>
          <Menu.Item
            leftSection={<IconFileExport size={16} />}
            onClick={() => void exportDraft(pipeline)}
          >
            Export as a file
            <Text size="xs" c="dimmed">
              Without passwords and connections
            </Text>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{renaming && <RenameModal onClose={() => setRenaming(false)} />}</Suspense>
    </>
  );
}
