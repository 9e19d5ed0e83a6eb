import type { DryRunSummary, ResponseTrial } from "@formloom/shared/api";
import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { DryRunTotals } from "../../ui/preview/dry-run-totals.tsx";
import { ResponseRow } from "./response-row.tsx";
import type { Only } from "./trial-queries.ts";

export interface DryRunResultProps {
  readonly summary: DryRunSummary;
  readonly responses: readonly ResponseTrial[];
  /** Who narrows the list; absent: the list is whole and narrowed here. */
  readonly only?: Only;
  readonly onOnly?: (only: Only) => void;
}

/** The totals, and response by response who would get what. */
export function DryRunResult({ summary, responses, only, onOnly }: DryRunResultProps) {
  const [own, setOwn] = useState<Only>("all");
  const shown = only ?? own;
  const listed = only === undefined ? responses.filter((one) => fits(one, own)) : responses;
  const choices = [
    { value: "all", label: `All ${summary.tried}` },
    ...(summary.liveVersion === null
      ? []
      : [{ value: "different", label: `${summary.different} different` }]),
    { value: "failing", label: `${summary.failing} failing` },
  ];
  if (summary.tried === 0) {
    return <Text>Nobody has answered yet. Try it with made-up answers under “One response”.</Text>;
  }
  return (
    <Stack gap="md">
      <DryRunTotals summary={summary} />
      <SegmentedControl
        aria-label="Which responses to list"
        value={shown}
        data={choices}
        onChange={(next) => {
          const found = onlyOf(next);
          setOwn(found);
          onOnly?.(found);
        }}
      />
      {listed.length === 0 ? (
        <Text size="sm" c="dimmed">
          None.
        </Text>
      ) : (
        <ul className="trial-responses">
          {listed.map((response) => (
            <li key={response.responseId}>
              <ResponseRow response={response} />
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

const onlyOf = (value: string): Only =>
  value === "different" || value === "failing" ? value : "all";

function fits({ draft, comparison }: ResponseTrial, only: Only): boolean {
  if (only === "different") return comparison?.change === "different";
  if (only === "failing") return draft.steps.some(({ verdict }) => verdict === "fails");
  return true;
}
