import type { PipelineView } from "@formloom/shared/api";
import { useEffect } from "react";
import type { EditorDraft } from "../../store/editor-slice.ts";
import { useAppStore } from "../../store/store.ts";
import { hasUnsaved } from "./draft-sync.ts";
import { emptyHistory, type EditHistory } from "./edit-history.ts";
import { historyText, readHistory } from "./kept-history.ts";

/** The tab's own storage: it outlives a reload, no other tab writes over it, and it goes with the tab. */
const keyPrefix = "formloom:history:";
const maxDrafts = 3;

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
  const text = storage()?.getItem(keyPrefix + id) ?? null;
  return (text === null ? null : readHistory(text, graph, version)) ?? emptyHistory;
}

function keep({ pipelineId, history, graph }: EditorDraft, version: number): void {
  const store = storage();
  if (store === null) return;
  const key = keyPrefix + pipelineId;
  store.removeItem(key);
  if (history.past.length + history.future.length === 0) return;
  const others = Object.keys(store).filter((other) => other.startsWith(keyPrefix));
  for (const other of others.slice(0, Math.max(0, others.length - maxDrafts + 1)))
    store.removeItem(other);
  try {
    store.setItem(key, historyText(history, graph, version));
  } catch (error) {
    // A full storage: the draft itself is safe, only its way back ends with the page.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Null where the browser forbids it. */
function storage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
