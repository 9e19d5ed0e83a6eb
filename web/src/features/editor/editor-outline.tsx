import { useMemo, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { keepUnchanged } from "./keep-unchanged.ts";
import { OutlineItem } from "./outline-item.tsx";
import { outlineItems, type OutlineItemData } from "./outline-items.ts";
import { outlineKeys } from "./outline-keys.ts";
import { OutlineNotes } from "./outline-notes.tsx";
import { OutlineTools } from "./outline-tools.tsx";
import { useRecentFailures } from "./recent-failures.ts";
import "./outline.css";

/** The automation as a list in the order of its sentence, with the whole power of the picture. */
export function EditorOutline() {
  const items = useItems();
  const { types, readOnly } = useEditorFacts();
  const [choosing, setChoosing] = useState(false);
  return (
    <nav aria-label="Outline of the automation" className="outline">
      {!readOnly && <OutlineTools choosing={choosing} onChoosing={setChoosing} />}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows go from row to row; every row is a button besides */}
      <ol
        className="outline-list"
        aria-label="Steps"
        onKeyDown={(event) => outlineKeys(event, { types, readOnly })}
      >
        {items.map((item) => (
          <OutlineItem key={item.id} item={item} choosing={choosing} readOnly={readOnly} />
        ))}
      </ol>
      <OutlineNotes />
    </nav>
  );
}

function useItems(): readonly OutlineItemData[] {
  const facts = useEditorFacts();
  const failures = useRecentFailures();
  const graph = useAppStore((state) => state.editor?.graph);
  const [keep] = useState(() => keepUnchanged<OutlineItemData>());
  return useMemo(
    () => (graph === undefined ? [] : keep(outlineItems(graph, { ...facts, failures }))),
    [graph, facts, failures, keep],
  );
}
