import type { SentencePart } from "@formloom/shared/graph";
import { useAppStore } from "../../../store/store.ts";
import "./changes.css";

export interface SentenceLineProps {
  readonly parts: readonly SentencePart[];
}

/** The automation in words; each clause opens its step. */
export function SentenceLine({ parts }: SentenceLineProps) {
  const openStep = useAppStore((state) => state.editor?.openStep);
  return (
    <p className="editor-sentence wrap-anywhere">
      {keyed(parts).map(({ key, part: { text, nodeId } }) =>
        nodeId === null ? (
          <span key={key}>{text}</span>
        ) : (
          // An anchor, since a button cannot break over two lines.
          <a
            key={key}
            href={`#${nodeId}`}
            className="sentence-step"
            aria-current={nodeId === openStep ? "true" : undefined}
            title="Opens this step"
            onClick={(event) => {
              event.preventDefault();
              useAppStore.getState().stepOpened(nodeId);
            }}
          >
            {text}
          </a>
        ),
      )}
    </p>
  );
}

/** A step may be told of in several pieces, and pieces between steps are alike: the place makes the key. */
function keyed(parts: readonly SentencePart[]) {
  return parts.map((part, place) => ({ key: `${place} ${part.nodeId ?? ""}`, part }));
}
