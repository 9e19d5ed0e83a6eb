import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ExactTime } from "../../ui/exact-time.tsx";
import { toneLooks } from "../../ui/status-badge.tsx";
import { journeyQuery } from "./journey-queries.ts";
import { mailAnswer } from "./journey-words.ts";

export interface MailLineProps {
  readonly formId: string;
  readonly responseId: string;
}

/** The question that is asked most, answered at one look; nothing where no automation sends mail. */
export function MailLine({ formId, responseId }: MailLineProps) {
  const { data } = useQuery(journeyQuery(formId, responseId));
  const answer = data === undefined ? null : mailAnswer(data.automations);
  if (answer === null) return null;
  const { color, icon: Mark } = toneLooks[answer.tone];
  return (
    <Alert
      color={color}
      mb="md"
      icon={<Mark size={18} aria-hidden />}
      title="Did this person get mail?"
    >
      <span className="wrap-anywhere">{answer.text}</span>
      {answer.at !== null && (
        <Text span size="sm" display="block">
          <ExactTime at={answer.at} />
        </Text>
      )}
    </Alert>
  );
}
