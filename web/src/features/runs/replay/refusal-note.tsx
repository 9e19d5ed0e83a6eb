import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorMessage } from "../../../ui/error-message.tsx";
import { ButtonLink } from "../../../ui/links.tsx";
import { runQuery } from "../runs-queries.ts";
import type { RefusalWords } from "./replay-refusal.ts";

export interface RefusalNoteProps {
  readonly refusal: RefusalWords;
  readonly pipelineId: string;
  readonly runId: string;
  readonly onSendAgain: () => void;
  readonly onFromStart: () => void;
  readonly onClose: () => void;
}

/** Why it was not run again, with the button that helps. */
export function RefusalNote(props: RefusalNoteProps) {
  const { refusal } = props;
  if (refusal.remedy === "follow" && refusal.runId !== null) {
    return <UnderWay {...props} openId={refusal.runId} />;
  }
  return (
    <ErrorMessage what={refusal.what} why={refusal.why} who={refusal.who}>
      <Remedy {...props} />
    </ErrorMessage>
  );
}

function Remedy({
  refusal,
  pipelineId,
  onSendAgain,
  onFromStart,
  onClose,
  runId,
}: RefusalNoteProps) {
  switch (refusal.remedy) {
    case "send-again":
      return (
        <Button size="xs" variant="default" onClick={onSendAgain}>
          Choose “Send again”
        </Button>
      );
    case "settle":
      return (
        <Group gap="xs">
          {refusal.nodeId !== null && (
            <ButtonLink
              to="/runs/$runId"
              params={{ runId }}
              search={{ step: refusal.nodeId }}
              size="xs"
              variant="default"
              onClick={onClose}
            >
              Look at the step
            </ButtonLink>
          )}
          <Button size="xs" variant="default" onClick={onSendAgain}>
            Choose “Send again”
          </Button>
        </Group>
      );
    case "start":
      return (
        <Button size="xs" variant="default" onClick={onFromStart}>
          Run everything, by the original version
        </Button>
      );
    case "automation":
      return (
        <ButtonLink
          to="/pipelines/$pipelineId"
          params={{ pipelineId }}
          search={refusal.nodeId === null ? {} : { step: refusal.nodeId }}
          size="xs"
          variant="default"
        >
          Open the automation
        </ButtonLink>
      );
    case "follow":
    case null:
      return null;
  }
}

/** Somebody was faster, or it has not ended yet. */
function UnderWay({ openId, runId, refusal }: RefusalNoteProps & { readonly openId: string }) {
  const open = useQuery(runQuery(openId)).data;
  const who = open?.requestedBy?.name;
  const isOther = openId !== runId;
  const what = isOther
    ? `${who === undefined || who === "" ? "Somebody" : who} is replaying it now.`
    : "The run is still under way.";
  return (
    <ErrorMessage what={what} why="So nothing was run a second time." who={refusal.who}>
      {isOther && (
        <ButtonLink
          to="/runs/$runId"
          params={{ runId: openId }}
          search={{}}
          size="xs"
          variant="default"
        >
          Follow it
        </ButtonLink>
      )}
    </ErrorMessage>
  );
}
