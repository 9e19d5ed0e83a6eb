import { Text } from "@mantine/core";
import type { SentencePart } from "@formloom/shared/graph";

export interface SentenceTextProps {
  readonly parts: readonly SentencePart[];
}

/** The automation in words, only to read. */
export function SentenceText({ parts }: SentenceTextProps) {
  return (
    <Text size="sm" className="wrap-anywhere">
      {parts.map(({ text }) => text).join("")}
    </Text>
  );
}
