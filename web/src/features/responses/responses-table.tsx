import type { ResponseView } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { Table, Text, UnstyledButton } from "@mantine/core";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { answerText } from "./answer-text.ts";
import { OutcomeCell } from "./outcome-cell.tsx";
import type { Outcomes } from "./use-outcomes.ts";

export interface ResponsesTableProps {
  readonly fields: readonly Field[];
  readonly responses: readonly ResponseView[];
  /** What each automation came to for them, as far as it is known. */
  readonly outcomes: Outcomes;
  readonly onOpen: (responseId: string) => void;
}

const shownColumns = 6;

/** The first questions as columns, then each automation with what it came to; the rest is in the drawer. */
export function ResponsesTable({ fields, responses, outcomes, onOpen }: ResponsesTableProps) {
  const columns = fields.filter(({ kind }) => kind !== "heading").slice(0, shownColumns);
  return (
    <ScrollRegion label="Responses">
      <Table
        highlightOnHover
        verticalSpacing="sm"
        miw={Math.max(480, (columns.length + outcomes.automations.length) * 150)}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Sent</Table.Th>
            {columns.map(({ id, label }) => (
              <Table.Th key={id} scope="col">
                <Text span size="sm" fw={650} lineClamp={2}>
                  {label}
                </Text>
              </Table.Th>
            ))}
            {outcomes.automations.map(({ pipelineId, name }) => (
              <Table.Th key={pipelineId} scope="col">
                <Text span size="sm" fw={650} lineClamp={2}>
                  {name}
                </Text>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {responses.map((response) => (
            <Table.Tr key={response.id} className="row-link">
              <Table.Td>
                <UnstyledButton className="cell-button" onClick={() => onOpen(response.id)}>
                  <RelativeTime at={response.submittedAt} />
                </UnstyledButton>
                {response.editedAt !== null && (
                  <Text size="xs" c="dimmed">
                    edited
                  </Text>
                )}
              </Table.Td>
              {columns.map((field) => (
                <Table.Td key={field.id} miw={130} maw={260}>
                  <Text span size="sm" lineClamp={2} className="wrap-anywhere">
                    {answerText(field, response.answers[field.id])}
                  </Text>
                </Table.Td>
              ))}
              {outcomes.automations.map(({ pipelineId }) => (
                <Table.Td key={pipelineId} miw={170}>
                  <OutcomeCell outcome={outcomes.of(response.id, pipelineId)} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}
