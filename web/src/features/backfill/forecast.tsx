import type { BackfillCount } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { Alert, Button, List, Stack, Text } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { counted } from "../../ui/counted.ts";
import { actWords, skippedWords } from "./forecast-words.ts";

export interface ForecastProps {
  readonly count: BackfillCount;
  readonly fields: readonly Field[];
  /** Tries it on some of the responses, without sending anything. */
  readonly sample: ReactNode;
}

/** What would happen: how many runs, what each step may send and to whom, what is left out and why. */
export function Forecast({ count, fields, sample }: ForecastProps) {
  const [isTried, setIsTried] = useState(false);
  const { toMake, matching, acts, sampleIds } = count;
  const left = skippedWords(count);
  if (matching === 0) return <Alert color="gray">No response fits. Choose others above.</Alert>;
  return (
    <Stack gap="md" aria-live="polite">
      <Text fw={650} fz="lg">
        {toMake === 0
          ? `Nothing is left to do for ${counted(matching, "response")}`
          : `It would run for ${toMake.toLocaleString()} of ${counted(matching, "response")}`}
      </Text>
      {toMake > 0 && (
        <Alert color="weld" title="This is really sent">
          <List spacing={4}>
            {acts.map((act) => (
              <List.Item key={act.nodeId} className="wrap-anywhere">
                {actWords(act, toMake, fields)}
              </List.Item>
            ))}
          </List>
          {acts.length === 0 && "Nothing: no step that runs sends anything."}
          <Text size="sm" mt="xs">
            Conditions of the automation may stop some of them. “Try it” below shows who gets what.
          </Text>
        </Alert>
      )}
      {left.length > 0 && (
        <div>
          <Text fw={600}>Left out</Text>
          <List spacing={4} size="sm">
            {left.map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
        </div>
      )}
      {toMake > 0 && !isTried && (
        <Button
          variant="default"
          w="fit-content"
          leftSection={<IconEye size={16} aria-hidden />}
          onClick={() => setIsTried(true)}
        >
          {`Try it on ${counted(sampleIds.length, "response")}, sending nothing`}
        </Button>
      )}
      {isTried && sample}
    </Stack>
  );
}
