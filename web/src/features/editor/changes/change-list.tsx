import { Text, UnstyledButton } from "@mantine/core";
import {
  IconArrowsMove,
  IconMinus,
  IconPencil,
  IconPlayerPause,
  IconPlus,
  IconRefresh,
  type TablerIcon,
} from "@tabler/icons-react";
import type { GraphDifference } from "@formloom/shared/graph";
import "./changes.css";

export interface ChangeListProps {
  readonly changes: readonly GraphDifference[];
  /** Opens a step; absent: the list only tells. */
  readonly onOpen?: (nodeId: string) => void;
  /** Whether a step can be opened. */
  readonly canOpen?: (nodeId: string) => boolean;
  readonly label: string;
}

/** What differs, step by step, with an icon and words for what happened to it. */
export function ChangeList({ changes, onOpen, canOpen = () => true, label }: ChangeListProps) {
  return (
    <ul className="change-list" aria-label={label}>
      {byStep(changes).map(({ nodeId, name, entries }) => {
        const open =
          onOpen !== undefined && nodeId !== null && canOpen(nodeId)
            ? () => onOpen(nodeId)
            : undefined;
        return (
          <li key={nodeId ?? "picture"}>
            {open === undefined ? (
              <Text fw={600} size="sm" className="wrap-anywhere">
                {name}
              </Text>
            ) : (
              <UnstyledButton className="change-step" onClick={open}>
                {name}
              </UnstyledButton>
            )}
            {entries.map((change) => (
              <ChangeLine key={`${change.kind} ${change.path} ${change.text}`} change={change} />
            ))}
          </li>
        );
      })}
    </ul>
  );
}

const icons: Readonly<Record<GraphDifference["kind"], TablerIcon>> = {
  added: IconPlus,
  removed: IconMinus,
  renamed: IconPencil,
  switched: IconPlayerPause,
  setting: IconPencil,
  connection: IconPencil,
  run: IconRefresh,
  moved: IconArrowsMove,
  picture: IconArrowsMove,
};

function ChangeLine({ change }: { readonly change: GraphDifference }) {
  const ChangeIcon = icons[change.kind];
  return (
    <p className="change-line" data-kind={change.kind}>
      <ChangeIcon size={15} stroke={2.2} aria-hidden />
      <span className="wrap-anywhere">{change.text}</span>
    </p>
  );
}

interface StepChanges {
  readonly nodeId: string | null;
  readonly name: string;
  readonly entries: readonly GraphDifference[];
}

function byStep(changes: readonly GraphDifference[]): StepChanges[] {
  const groups = new Map<string | null, GraphDifference[]>();
  for (const change of changes) {
    groups.set(change.nodeId, [...(groups.get(change.nodeId) ?? []), change]);
  }
  return [...groups].map(([nodeId, entries]) => ({
    nodeId,
    name: nodeId === null ? "Picture" : (entries[0]?.nodeName ?? ""),
    entries,
  }));
}
