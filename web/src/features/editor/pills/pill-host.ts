import type { PillWords } from "./pill-words.ts";

/** A pill within an editor, with where it is drawn. */
export interface PillSpot {
  readonly source: string;
  /** Position in the document. */
  readonly at: number;
  readonly element: HTMLElement;
  /** Looked at by mouse, or chosen by keyboard or click. */
  readonly by: "mouse" | "selection";
}

/** What the editor's nodes ask of the field around them; `current` is always the newest. */
export interface PillHost {
  current: {
    readonly words: (source: string) => PillWords;
    readonly onLook: (spot: PillSpot | null) => void;
    readonly onMenu: (spot: PillSpot) => void;
    /** A value is asked for by `typed`, which stands before the caret: nothing, `@` or `{{`. */
    readonly onAsk: (typed: "" | "@" | "{{") => void;
  };
}
