import { VisuallyHidden } from "@mantine/core";
import { diffWords, type DiffPiece } from "./word-diff.ts";
import "./diff.css";

export interface TextDiffProps {
  /** Null: there is nothing to hold it against. */
  readonly before: string | null;
  readonly after: string;
}

/** The newer text with what it has more underlined and what it has less struck through. */
export function TextDiff({ before, after }: TextDiffProps) {
  const pieces: readonly DiffPiece[] =
    before === null ? [{ kind: "same", text: after, at: 0 }] : diffWords(before, after);
  return (
    <p className="text-diff wrap-anywhere">
      {pieces.map(({ kind, text, at: key }) => {
        if (kind === "same") return <span key={key}>{text}</span>;
        const [, space = "", words = ""] = /^(\s*)(.*)$/s.exec(text) ?? [];
        return kind === "added" ? (
          <span key={key}>
            {space}
            <ins>
              <VisuallyHidden>added: </VisuallyHidden>
              {words}
            </ins>
          </span>
        ) : (
          <span key={key}>
            {space}
            <del>
              <VisuallyHidden>removed: </VisuallyHidden>
              {words}
            </del>
          </span>
        );
      })}
    </p>
  );
}
