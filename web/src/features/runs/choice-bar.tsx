import { Button, Checkbox, Group, Text } from "@mantine/core";
import { IconBan, IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import { counted } from "../../ui/counted.ts";
import { CancelRuns } from "./cancel-runs.tsx";
import type { ChoiceDialogProps } from "./choice-request.ts";
import { ReplayRuns } from "./replay-runs.tsx";
import { noChoice, type ChoiceFacts, type RunChoice } from "./run-choice.ts";
import type { RunsFilter } from "./runs-queries.ts";

export interface ChoiceBarProps {
  readonly choice: RunChoice;
  readonly facts: ChoiceFacts;
  readonly filter: RunsFilter;
  /** Ids of the runs that are shown and that the person may change. */
  readonly shownIds: readonly string[];
  readonly onChange: (choice: RunChoice) => void;
}

/** Chooses all, says how many are chosen, and what can be done with them. */
export function ChoiceBar({ choice, facts, filter, shownIds, onChange }: ChoiceBarProps) {
  const { count } = facts;
  const isMatching = choice.kind === "matching";
  const isSome = isMatching || (count ?? 0) > 0;
  const isAll = isMatching || (isSome && count === shownIds.length);
  return (
    <Group component="section" aria-label="Chosen runs" className="choice-bar" gap="sm">
      <Checkbox
        label="Select those shown"
        checked={isAll}
        indeterminate={isSome && !isAll}
        onChange={() => onChange(isAll ? noChoice : { kind: "some", ids: new Set(shownIds) })}
      />
      {isAll && !isMatching && (
        <Button size="compact-sm" variant="subtle" onClick={() => onChange({ kind: "matching" })}>
          Select all matching
        </Button>
      )}
      {isSome && (
        <ChoiceActs
          choice={choice}
          facts={facts}
          filter={filter}
          onDone={() => onChange(noChoice)}
        />
      )}
    </Group>
  );
}

type ChoiceActsProps = Omit<ChoiceDialogProps, "onClose">;

function ChoiceActs({ facts, ...rest }: ChoiceActsProps) {
  const [act, setAct] = useState<"replay" | "cancel" | null>(null);
  const { count, over, underWay } = facts;
  const dialog = { ...rest, facts, onClose: () => setAct(null) };
  return (
    <>
      <Text size="sm" component="output" fw={600}>
        {count === null ? "All matching runs are selected" : `${counted(count, "run")} selected`}
      </Text>
      <Group gap="xs" ms="auto">
        <Button
          variant="default"
          leftSection={<IconRepeat size={16} aria-hidden />}
          disabled={count !== null && over === 0}
          onClick={() => setAct("replay")}
        >
          Replay
        </Button>
        <Button
          variant="default"
          leftSection={<IconBan size={16} aria-hidden />}
          disabled={count !== null && underWay === 0}
          onClick={() => setAct("cancel")}
        >
          Cancel runs
        </Button>
      </Group>
      {act === "replay" && <ReplayRuns {...dialog} />}
      {act === "cancel" && <CancelRuns {...dialog} />}
    </>
  );
}
