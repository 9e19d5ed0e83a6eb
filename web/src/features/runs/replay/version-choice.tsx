import { Radio, Stack } from "@mantine/core";
import type { RunView } from "@formloom/shared/api";
import type { ReplayAsk } from "./replay-ask.ts";

export interface VersionChoiceProps {
  readonly run: RunView;
  /** Null: nothing is live, or it is not known. */
  readonly liveVersion: number | null;
  readonly value: ReplayAsk["version"];
  readonly onChange: (next: ReplayAsk["version"]) => void;
}

/** By which version it runs; no choice where there is but one. */
export function VersionChoice({ run, liveVersion, value, onChange }: VersionChoiceProps) {
  if (liveVersion === null || liveVersion === run.versionNumber) return null;
  return (
    <Radio.Group
      label="By which version"
      value={value}
      onChange={(next) => onChange(next === "live" ? "live" : "original")}
    >
      <Stack gap="xs" mt={6}>
        <Radio
          value="original"
          label={`The original: version ${run.versionNumber}, as this run ran`}
        />
        <Radio
          value="live"
          label={`The live one: version ${liveVersion}, with what was changed since`}
        />
      </Stack>
    </Radio.Group>
  );
}
