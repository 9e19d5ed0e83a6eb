import type { PipelineView } from "@formloom/shared/api";
import { ActionIcon } from "@mantine/core";
import { IconBell, IconBellRinging } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { openAlertsQuery } from "../../effects/alert-queries.ts";
import { counted } from "../../ui/counted.ts";

export interface AlertLinkProps {
  readonly pipeline: Pick<PipelineView, "id" | "name" | "formId">;
}

/** Leads to what is told of an automation, and says whether something goes wrong now. */
export function AlertLink({ pipeline: { id, name, formId } }: AlertLinkProps) {
  const alerts = useQuery(openAlertsQuery(formId));
  const open = (alerts.data?.items ?? []).filter(({ pipelineId }) => pipelineId === id).length;
  const words =
    open === 0 ? `Alerts of ${name}` : `Alerts of ${name}: ${counted(open, "is", "are")} open`;
  return (
    <ActionIcon
      className="above-cover alert-link"
      variant="subtle"
      color={open === 0 ? "gray" : "madder"}
      aria-label={words}
      renderRoot={(props) => (
        <Link to="/pipelines/$pipelineId/alerts" params={{ pipelineId: id }} {...props} />
      )}
    >
      {open === 0 ? <IconBell size={18} aria-hidden /> : <IconBellRinging size={18} aria-hidden />}
      {open > 0 && (
        <span className="alert-count" aria-hidden>
          {open > 99 ? "99+" : open}
        </span>
      )}
    </ActionIcon>
  );
}
