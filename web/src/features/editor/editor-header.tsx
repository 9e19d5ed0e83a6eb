import { ActionIcon, Group, SegmentedControl, Switch, Title, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconChevronDown,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { memo, useId, useState } from "react";
import { reasonOf } from "../../effects/explain-error.ts";
import { useAppStore } from "../../store/store.ts";
import { TextLink } from "../../ui/links.tsx";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { SentenceLine } from "./changes/sentence-line.tsx";
import { patchPipeline } from "./draft-saver.ts";
import { appState } from "./editor-acts.ts";
import { type EditorFacts, useEditorFacts } from "./editor-facts.ts";
import { LivePill } from "./live-pill.tsx";
import { MoreMenu } from "./more-menu.tsx";
import { ProblemsMenu } from "./problems-menu.tsx";
import { PublishButton } from "./publish-button.tsx";
import { SaveState } from "./save-state.tsx";
import { TestButton } from "./test-button.tsx";

export type EditorView = "picture" | "outline";

export interface EditorHeaderProps {
  readonly view: EditorView;
  readonly onView: (view: EditorView) => void;
  /** On a phone: what is not needed all the time is folded away. */
  readonly isSmall: boolean;
}

const pickNames = ({ pipeline, form }: EditorFacts) => ({
  name: pipeline.name,
  formId: form.id,
  formName: form.name,
});

/** Name, state and sentence of the automation, with its acts. Drawn again only when these change. */
export const EditorHeader = memo(function EditorHeader({
  view,
  onView,
  isSmall,
}: EditorHeaderProps) {
  const { name, formId, formName } = useEditorFacts(pickNames);
  const [unfolded, setUnfolded] = useState(false);
  const moreId = useId();
  return (
    <header className="editor-header" data-small={isSmall || undefined}>
      <title>{`${name} · Formloom`}</title>
      <div className="editor-header-names">
        <TextLink
          to="/forms/$formId/automations"
          params={{ formId }}
          size="sm"
          c="dimmed"
          className="editor-back"
          {...(isSmall && { "aria-label": `Back to ${formName}` })}
        >
          <IconArrowLeft size={isSmall ? 20 : 15} aria-hidden /> {!isSmall && formName}
        </TextLink>
        <Group gap="sm" className="editor-name" style={{ rowGap: isSmall ? 0 : 4 }}>
          <Title order={1} className="wrap-anywhere" title={name}>
            {name}
          </Title>
          <LivePill />
          <SaveState />
        </Group>
        {isSmall ? <MoreMenu /> : <Sentence />}
      </div>
      <Group gap="xs" className="editor-header-acts">
        {!isSmall && <ViewSwitch view={view} onView={onView} />}
        <HistoryButtons />
        {!isSmall && <OnOffSwitch />}
        <ProblemsMenu isShort={isSmall} />
        <TestButton />
        <PublishButton />
        {isSmall ? (
          <ActionIcon
            variant="default"
            size={44}
            className="editor-unfold"
            aria-label="What it does, on or off, picture or outline"
            aria-expanded={unfolded}
            aria-controls={moreId}
            onClick={() => setUnfolded(!unfolded)}
          >
            <IconChevronDown size={18} aria-hidden />
          </ActionIcon>
        ) : (
          <MoreMenu />
        )}
      </Group>
      {isSmall && (
        <div id={moreId} className="editor-header-more" hidden={!unfolded}>
          <Sentence />
          <Group gap="md" justify="space-between">
            <ViewSwitch view={view} onView={onView} />
            <OnOffSwitch />
          </Group>
        </div>
      )}
    </header>
  );
});

function Sentence() {
  return <SentenceLine parts={useEditorFacts((facts) => facts.sentence)} />;
}

function ViewSwitch({ view, onView }: Pick<EditorHeaderProps, "view" | "onView">) {
  return (
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
  const enabled = useEditorFacts(({ pipeline }) => pipeline.enabled);
  const readOnly = useEditorFacts((facts) => facts.readOnly);
  const switching = useMutation({
    mutationFn: (next: boolean) => patchPipeline({ enabled: next }),
    onSuccess: ({ enabled: isOn, liveVersion }) =>
      showDone(
        isOn
          ? liveVersion === null
            ? "It starts once you publish it."
            : "It is on."
          : "It is off. Nothing new starts.",
      ),
    onError: (error) => showFailure("It was not switched", reasonOf(error)),
  });
  const checked = switching.isPending ? switching.variables : enabled;
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
