import type { FailureGroupView } from "@formloom/shared/api";
import { ButtonLink } from "../../ui/links.tsx";

export interface MendLinkProps {
  readonly group: FailureGroupView;
}

/** Leads to where the cause is mended once for all of its runs. */
export function MendLink({ group: { act, pipelineId, nodeId } }: MendLinkProps) {
  switch (act.kind) {
    case "connection":
      return (
        <ButtonLink to="/connections" variant="default" mt="xs">
          Open the connections
        </ButtonLink>
      );
    case "step":
      return (
        <ButtonLink
          to="/pipelines/$pipelineId"
          params={{ pipelineId }}
          search={{ step: nodeId }}
          variant="default"
          mt="xs"
        >
          Open the step
        </ButtonLink>
      );
    case "wait":
    case "admin":
    case "author":
    case "resolve":
      return null;
  }
}
