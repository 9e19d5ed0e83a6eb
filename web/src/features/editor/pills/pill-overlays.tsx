import { ActionIcon, Popover, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconAt } from "@tabler/icons-react";
import type { Editor } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { acceptedKinds, useStepScope } from "../step-scope.ts";
import { FieldPicker } from "./field-picker.tsx";
import type { PillSpot } from "./pill-host.ts";
import { PillCard } from "./pill-card.tsx";
import { PillMenu } from "./pill-menu.tsx";
import { newPill, withPath, type EmptyRule, type PillFormat } from "./pill-rules.ts";
import { insertPill } from "./pill-typing.ts";
import { pillWords } from "./pill-words.ts";
import { useEscape } from "../../../ui/use-escape.ts";

/** A value is being chosen: to insert after what was typed to ask for it, or in place of a pill. */
export interface Asking {
  readonly typed: string;
  readonly replaces: PillSpot | null;
}

export interface PillOverlaysProps {
  readonly editor: Editor | null;
  readonly box: RefObject<HTMLDivElement | null>;
  readonly label: string;
  readonly path: string;
  readonly emptyRule: EmptyRule;
  readonly disabled: boolean;
  readonly spot: PillSpot | null;
  readonly menu: PillSpot | null;
  readonly asking: Asking | null;
  readonly onMenu: (spot: PillSpot | null) => void;
  readonly onAsk: (asking: Asking | null) => void;
}

/** What opens is placed by script, which the element `dialog` cannot be while the page stays usable. */
const dialogNamed = (label: string) => ({ role: "dialog", "aria-label": label });
const pickerName = dialogNamed("Insert an answer");

/** Waits before a card follows the mouse, in ms. */
const cardDelayMs = 250;

/** The list of values, the menu of a pill and its card, each over the text that they belong to. */
export function PillOverlays(props: PillOverlaysProps) {
  const { editor, box, label, disabled, menu, asking, onMenu, onAsk } = props;
  const scope = useStepScope();
  const card = useSettled(menu === null && asking === null ? props.spot : null);
  const focus = () => requestAnimationFrame(() => editor?.commands.focus());
  const pick = (path: string, format?: PillFormat) => {
    if (editor === null || asking === null) return;
    const { replaces, typed } = asking;
    onAsk(null);
    if (replaces === null) insertPill(editor.view, newPill(path, props.emptyRule, format), typed);
    else {
      const { pill, kind } = pillWords(replaces.source, scope.groups);
      const kinds = { from: kind, to: scope.kinds[path] };
      setSource(editor, replaces, withPath(pill, path, kinds));
    }
    focus();
  };
  useEscape(asking !== null, () => {
    onAsk(null);
    focus();
  });
  return (
    <>
      <Popover
        closeOnEscape={false}
        opened={asking !== null}
        onChange={(open) => open || onAsk(null)}
        position="bottom-end"
        middlewares={{ shift: { padding: 8 }, flip: true }}
        withinPortal
        hideDetached={false}
        withRoles={false}
        trapFocus
        returnFocus={false}
        shadow="md"
      >
        <Popover.Target>
          <Tooltip label="Insert an answer (or type @)" disabled={asking !== null}>
            <ActionIcon
              className="pill-ask"
              variant="subtle"
              size={28}
              disabled={disabled}
              aria-label={`Insert an answer into ${label}`}
              aria-haspopup="dialog"
              aria-expanded={asking !== null}
              onClick={() => onAsk(asking === null ? { typed: "", replaces: null } : null)}
            >
              <IconAt size={17} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown {...pickerName} className="picker-drop" p={0}>
          {asking !== null && (
            <FieldPicker accepts={acceptedKinds(scope, props.path)} onPick={pick} />
          )}
        </Popover.Dropdown>
      </Popover>
      {menu !== null && editor !== null && (
        <Anchored
          box={box}
          spot={menu}
          label="What this value does"
          onClose={() => onMenu(null)}
          onEscape={() => {
            onMenu(null);
            focus();
          }}
        >
          <PillMenu
            source={menu.source}
            onChange={(source) => {
              setSource(editor, menu, source);
              onMenu({ ...menu, source });
            }}
            onReplace={(path) => {
              onMenu(null);
              if (path === null) onAsk({ typed: "", replaces: menu });
              else {
                const { pill, kind } = pillWords(menu.source, scope.groups);
                setSource(
                  editor,
                  menu,
                  withPath(pill, path, { from: kind, to: scope.kinds[path] }),
                );
                focus();
              }
            }}
            onRemove={() => {
              onMenu(null);
              editor.view.dispatch(editor.state.tr.delete(menu.at, menu.at + 1));
              focus();
            }}
            onClose={() => {
              onMenu(null);
              focus();
            }}
          />
        </Anchored>
      )}
      {card !== null && (
        <Anchored box={box} spot={card} label={null} onClose={() => undefined}>
          <PillCard source={card.source} />
        </Anchored>
      )}
      <VisuallyHidden aria-live="polite">
        {props.spot?.by === "selection" && menu === null
          ? `${pillWords(props.spot.source, scope.groups).name}. Enter opens its menu.`
          : ""}
      </VisuallyHidden>
    </>
  );
}

interface AnchoredProps {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly spot: PillSpot;
  /** Names the dialog; null for a card that is only looked at. */
  readonly label: string | null;
  readonly onClose: () => void;
  readonly onEscape?: () => void;
  readonly children: ReactNode;
}

/** Something over a pill, which is no element of React's. */
function Anchored({ box, spot, label, onClose, onEscape, children }: AnchoredProps) {
  const isMenu = label !== null;
  useEscape(isMenu, onEscape ?? onClose);
  const pill = spot.element.getBoundingClientRect();
  const around = box.current?.getBoundingClientRect();
  if (around === undefined) return null;
  const style = {
    position: "absolute",
    pointerEvents: "none",
    left: pill.left - around.left,
    top: pill.top - around.top,
    width: pill.width,
    height: pill.height,
  } as const;
  return (
    <Popover
      closeOnEscape={false}
      opened
      onChange={(open) => open || onClose()}
      position={isMenu ? "bottom-start" : "top-start"}
      withinPortal
      hideDetached={false}
      trapFocus={isMenu}
      withRoles={false}
      returnFocus={false}
      shadow="md"
    >
      <Popover.Target>
        <span style={style} />
      </Popover.Target>
      <Popover.Dropdown
        p={isMenu ? "sm" : "xs"}
        className={isMenu ? "pill-menu" : "pill-card"}
        {...(isMenu ? dialogNamed(label) : { "aria-hidden": true })}
      >
        {children}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Writes a pill anew where it stands, and keeps it chosen. */
function setSource(editor: Editor, spot: PillSpot, source: string): void {
  const { tr } = editor.state;
  if (tr.doc.nodeAt(spot.at)?.type.name !== "pill") return;
  tr.setNodeAttribute(spot.at, "source", source);
  editor.view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, spot.at)));
}

/** The spot once the mouse has rested on it; a choice by key counts at once. */
function useSettled(spot: PillSpot | null): PillSpot | null {
  const [settled, setSettled] = useState<PillSpot | null>(null);
  useEffect(() => {
    const delay = spot?.by === "mouse" ? cardDelayMs : 0;
    const timer = setTimeout(() => setSettled(spot), delay);
    return () => clearTimeout(timer);
  }, [spot]);
  return spot === null ? null : settled;
}
