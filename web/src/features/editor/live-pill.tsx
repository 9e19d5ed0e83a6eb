import { Badge } from "@mantine/core";
import type { PipelineView } from "@formloom/shared/api";
import { useAppStore } from "../../store/store.ts";
import { hasUnsaved } from "./draft-sync.ts";

export interface LivePillProps {
  readonly pipeline: PipelineView;
}

/** What runs now, and whether the draft differs from it. */
export function LivePill({ pipeline }: LivePillProps) {
  const unsaved = useAppStore((state) => state.editor !== null && hasUnsaved(state.editor.sync));
  const { liveVersion, enabled, draftPending } = pipeline;
  const pending = draftPending || unsaved;
  const first =
    liveVersion === null
      ? "Draft, never published"
      : enabled
        ? `Live v${liveVersion}`
        : `Off, v${liveVersion} published`;
  const color = liveVersion === null || !enabled ? "gray" : "moss";
  return (
    <Badge
      size="lg"
      tt="none"
      fw={600}
      variant="light"
      color={color}
      c={`light-dark(var(--mantine-color-${color}-8), var(--mantine-color-${color}-2))`}
    >
      {first}
      {liveVersion !== null && pending ? " · draft has changes" : ""}
    </Badge>
  );
}
