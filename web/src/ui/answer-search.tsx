import { TextInput } from "@mantine/core";
import { useState } from "react";

export interface AnswerSearchProps {
  /** What is searched for; empty: nothing. Give it as the key, too, where it may change from outside. */
  readonly q: string;
  readonly onSearch: (q: string | undefined) => void;
}

/** Words of answers to search for. It searches with Enter, or when it is left. */
export function AnswerSearch({ q, onSearch }: AnswerSearchProps) {
  const [text, setText] = useState(q);
  const search = () => {
    if (text.trim() !== q) onSearch(text.trim() || undefined);
  };
  return (
    <TextInput
      type="search"
      label="Words in the answers"
      placeholder="Name, town …"
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={search}
      onKeyDown={(event) => {
        if (event.key === "Enter") search();
      }}
    />
  );
}
