import { ActionIcon, Checkbox, Text, UnstyledButton } from "@mantine/core";
import { IconDotsVertical, IconPlus } from "@tabler/icons-react";
import { memo } from "react";
import { useAppStore } from "../../store/store.ts";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { appState, currentGraph, placeAfter } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import type { OutlineItemData } from "./outline-items.ts";
import { NoteLine } from "./note-line.tsx";
import { StepMenu } from "./step-menu.tsx";

export interface OutlineItemProps {
  readonly item: OutlineItemData;
  /** Whether several steps are being chosen. */
  readonly choosing: boolean;
  readonly readOnly: boolean;
}

/** One step of the outline. Drawn again only when what it shows has changed. */
export const OutlineItem = memo(function OutlineItem({
  item,
  choosing,
  readOnly,
}: OutlineItemProps) {
  const isOpen = useAppStore((state) => state.editor?.openStep === item.id);
  return (
    <li
      className="outline-item"
      aria-level={item.depth + 1}
      style={{ marginInlineStart: `calc(${Math.min(item.depth, 12)} * var(--outline-step))` }}
    >
      {item.startsLoose && (
        <Text size="xs" fw={600} c="dimmed" mt="sm" mb={4}>
          Not connected to anything
        </Text>
      )}
      {item.via !== null && <span className="outline-via">{item.via}</span>}
      <div
        className="outline-row"
        data-step-id={item.id}
        data-open={isOpen || undefined}
        data-off={item.off || undefined}
      >
        {choosing && <ChooseBox item={item} />}
        <UnstyledButton
          className="outline-main"
          aria-current={isOpen}
          onClick={() => appState().stepOpened(item.id)}
        >
          <StepWords item={item} />
        </UnstyledButton>
        {!readOnly && <StepButtons item={item} />}
      </div>
      {!readOnly && <OpenWays item={item} />}
    </li>
  );
});

interface ItemProps {
  readonly item: OutlineItemData;
}

function ChooseBox({ item }: ItemProps) {
  const chosen = useAppStore((state) => state.editor?.chosen.includes(item.id) === true);
  return (
    <Checkbox
      className="outline-choose"
      aria-label={`Choose ${item.name}`}
      disabled={item.isStart}
      checked={chosen}
      onChange={(event) => {
        const others = (appState().editor?.chosen ?? []).filter((id) => id !== item.id);
        appState().stepsChosen(event.currentTarget.checked ? [...others, item.id] : others);
      }}
    />
  );
}

function StepWords({ item }: ItemProps) {
  return (
    <>
      <span className="flow-card-icon" data-hue={item.hue ?? undefined}>
        <IconByName name={item.icon} size={18} />
      </span>
      <span className="outline-words">
        <span className="outline-name">{item.name}</span>
        <span className="outline-line">{item.line}</span>
        {item.note !== null && <NoteLine note={item.note} />}
      </span>
    </>
  );
}

/** Ways of a step with several that end there, each with its "+". */
function OpenWays({ item }: ItemProps) {
  return item.openWays.map(({ port, label, words }) => (
    <div key={port} className="outline-open-way">
      <span className="outline-via">{words}: ends here</span>
      <ActionIcon
        variant="subtle"
        size="lg"
        className="outline-button"
        aria-label={`Add a step after ${item.name}, ${label}`}
        onClick={() => appState().pickerOpened({ kind: "port", nodeId: item.id, port })}
      >
        <IconPlus size={18} aria-hidden />
      </ActionIcon>
    </div>
  ));
}

function StepButtons({ item }: ItemProps) {
  const { types } = useEditorFacts();
  return (
    <>
      <ActionIcon
        variant="subtle"
        size="lg"
        className="outline-button"
        aria-label={`Add a step after ${item.name}`}
        onClick={() => {
          const graph = currentGraph();
          if (graph !== null) appState().pickerOpened(placeAfter(graph, item.id, types));
        }}
      >
        <IconPlus size={18} aria-hidden />
      </ActionIcon>
      <StepMenu nodeId={item.id}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className="outline-button"
          aria-label={`More for ${item.name}`}
        >
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </StepMenu>
    </>
  );
}
