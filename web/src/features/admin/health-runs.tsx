import { pausePipeline, resumePipeline, retryWaitingRuns } from "@formloom/shared/api";
import { Button, Group, Stack, Text } from "@mantine/core";
import { callRoute } from "../../effects/api-client.ts";
import { TextLink } from "../../ui/links.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { FactList } from "./fact-list.tsx";
import type { HealthPartProps } from "./health-verdict.tsx";
import { useHealthAct } from "./use-health-act.ts";

const stateWords: readonly (readonly [string, string])[] = [
  ["running", "Running"],
  ["queued", "Queued"],
  ["waiting", "Waiting to go on"],
  ["held", "On hold"],
  ["needs_attention", "Need somebody"],
  ["completed", "Done"],
  ["failed", "Failed"],
  ["cancelled", "Cancelled"],
];

/** Queue and runs, with what may be done about those that wait. */
export function HealthRuns({ health }: HealthPartProps) {
  const retry = useHealthAct(async () => {
    const { runs } = await callRoute(retryWaitingRuns, { body: {} });
    return runs === 0 ? "Nothing waits to be tried again" : `Tried now: ${runs}`;
  });
  const turn = useHealthAct(async (wish: { pipelineId: string; pause: boolean }) => {
    const params = { pipelineId: wish.pipelineId };
    const { name } = await callRoute(wish.pause ? pausePipeline : resumePipeline, { params });
    return wish.pause ? `“${name}” is paused` : `“${name}” goes on`;
  });
  const { queue, unfinished, lastHour, waiting } = health;
  return (
    <Section title="Runs">
      <FactList
        facts={[
          ["Due in the queue", String(queue.due)],
          ...(queue.due === 0
            ? []
            : [["Oldest of them waits for", `${Math.round(queue.oldestSeconds)} s`] as const]),
          ...counts("", unfinished),
          ...counts("Last hour: ", lastHour),
        ]}
      />
      <Stack component="ul" gap="xs" p={0} m={0} aria-label="Automations with runs under way">
        {waiting.map(({ pipelineId, pipelineName, formName, paused, runs, oldestAt }) => (
          <Group key={pipelineId} component="li" gap="sm" justify="space-between">
            <Text className="wrap-anywhere" flex="1 1 240px">
              <TextLink to="/runs" search={{ pipelineId }} underline="always">
                {pipelineName}
              </TextLink>
              {` (${formName}): ${runs} under way, the oldest from `}
              <RelativeTime at={oldestAt} />
              {paused && ", paused"}
            </Text>
            <Button
              variant="default"
              size="sm"
              disabled={turn.isPending}
              onClick={() => turn.mutate({ pipelineId, pause: !paused })}
            >
              {paused ? `Resume ${pipelineName}` : `Pause ${pipelineName}`}
            </Button>
          </Group>
        ))}
      </Stack>
      <Group>
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
          Try waiting runs now
        </Button>
      </Group>
    </Section>
  );
}

const counts = (
  before: string,
  known: Readonly<Partial<Record<string, number>>>,
): (readonly [string, string])[] =>
  stateWords.flatMap(([state, words]) => {
    const count = known[state] ?? 0;
    return count === 0 ? [] : [[`${before}${words}`, count.toLocaleString("en")] as const];
  });
