import { Table, Text } from "@mantine/core";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Section } from "../../ui/section.tsx";
import { sizeWords } from "./size-words.ts";
import type { HealthPartProps } from "./health-verdict.tsx";

/** The processes that take up runs, with their threads. */
export function HealthProcesses({ health: { processes, defects } }: HealthPartProps) {
  const lost = Object.values(defects.threadsLost).reduce((sum, count) => sum + count, 0);
  return (
    <Section title="Processes">
      <ScrollRegion label="Processes">
        <Table miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Process</Table.Th>
              <Table.Th scope="col">Up since</Table.Th>
              <Table.Th scope="col">Runs</Table.Th>
              <Table.Th scope="col">Memory</Table.Th>
              <Table.Th scope="col">Threads</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {processes.map((process) => (
              <Table.Tr key={process.name}>
                <Table.Td>{process.name}</Table.Td>
                <Table.Td>
                  <RelativeTime at={process.startedAt} />
                </Table.Td>
                <Table.Td>{process.runs}</Table.Td>
                <Table.Td>
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
          </Table.Tbody>
        </Table>
      </ScrollRegion>
      <Text size="sm" c="dimmed">
        {`Since they started: ${defects.takenOver} runs taken over from lost processes, ${lost} threads started again, ${defects.strayRuns} runs that nobody had.`}
      </Text>
    </Section>
  );
}
