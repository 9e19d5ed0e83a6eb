import { Table, Text } from "@mantine/core";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { StackingTable } from "../../ui/stacking-table.tsx";
import { sizeWords } from "./size-words.ts";
import type { HealthPartProps } from "./health-verdict.tsx";

/** The processes that take up runs, with their threads. */
export function HealthProcesses({ health: { processes, defects } }: HealthPartProps) {
  const lost = Object.values(defects.threadsLost).reduce((sum, count) => sum + count, 0);
  return (
    <Section title="Processes">
      <StackingTable
        label="Processes one by one"
        columns={["Process", "Up since", "Runs", "Memory", "Threads"]}
      >
        {processes.map((process) => (
          <Table.Tr key={process.name}>
            <Table.Td data-wide className="wrap-anywhere">
              {process.name}
            </Table.Td>
            <Table.Td data-label="Up since">
              <RelativeTime at={process.startedAt} />
            </Table.Td>
            <Table.Td data-label="Runs">{process.runs}</Table.Td>
            <Table.Td data-label="Memory">
              {process.memoryBytes === null ? "–" : sizeWords(process.memoryBytes)}
            </Table.Td>
            <Table.Td>
              {process.threads.map(({ name, ready, busy, runs }) => (
                <div key={name}>
                  {ready ? `${Math.round(busy * 100)} % busy, ${runs} runs` : "starting"}
                </div>
              ))}
            </Table.Td>
          </Table.Tr>
        ))}
      </StackingTable>
      <Text size="sm" c="dimmed">
        {`Since they started: ${defects.takenOver} runs taken over from lost processes, ${lost} threads started again, ${defects.strayRuns} runs that nobody had.`}
      </Text>
    </Section>
  );
}
