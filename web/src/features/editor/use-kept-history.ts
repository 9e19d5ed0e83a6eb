import type { PipelineView } from "@formloom/shared/api";
import { useEffect } from "react";
import type { EditorDraft } from "../../store/editor-slice.ts";
import { useAppStore } from "../../store/store.ts";
import { hasUnsaved } from "./draft-sync.ts";
import { emptyHistory, type EditHistory } from "./edit-history.ts";
import { historyText, readHistory } from "./kept-history.ts";
import { keepInTab, recallFromTab } from "../../effects/tab-storage.ts";

const keyPrefix = "formloom:history:";

/** Keeps the way back of the open draft over a reload: whenever the draft is saved, and on leaving. */
export function useKeptHistory(): void {
  const draft = useAppStore((state) => state.editor);
  useEffect(() => {
    if (draft === null || draft.sync.state.kind !== "idle" || hasUnsaved(draft.sync))
      return undefined;
    const timer = setTimeout(() => keep(draft, draft.sync.version), 300);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    const leave = () => {
      const { editor } = useAppStore.getState();
      if (editor === null || editor.sync.state.kind === "conflict") return;
      // What is saved on the way out makes the next version; where it does not arrive, neither fits.
      keep(editor, editor.sync.version + (hasUnsaved(editor.sync) ? 1 : 0));
    };
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, []);
}

/** The way back of a draft that was open in this tab before; empty where somebody else changed it since. */
export function recallHistory({ id, graph, version }: PipelineView): EditHistory {
  const text = recallFromTab(keyPrefix, id);
  return (text === null ? null : readHistory(text, graph, version)) ?? emptyHistory;
}

function keep({ pipelineId, history, graph }: EditorDraft, version: number): void {
  const isEmpty = history.past.length + history.future.length === 0;
  keepInTab(keyPrefix, pipelineId, () => (isEmpty ? null : historyText(history, graph, version)));
}
