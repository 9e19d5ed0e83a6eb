import type { PipelineView } from "@formloom/shared/api";
import { ActionIcon } from "@mantine/core";
import { IconHistoryToggle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

export interface PastResponsesLinkProps {
  readonly pipeline: Pick<PipelineView, "id" | "name">;
}

/** Leads to running an automation over past responses. */
export function PastResponsesLink({ pipeline: { id, name } }: PastResponsesLinkProps) {
  const words = `Run ${name} over past responses`;
  return (
    <ActionIcon
      className="above-cover"
      variant="subtle"
      color="gray"
      aria-label={words}
      title={words}
      renderRoot={(props) => (
        <Link to="/pipelines/$pipelineId/past-responses" params={{ pipelineId: id }} {...props} />
      )}
    >
      <IconHistoryToggle size={18} aria-hidden />
    </ActionIcon>
  );
}
