import type { BackfillCount } from "@formloom/shared/api";
import { Button, Checkbox, NativeSelect, Stack, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { counted } from "../../ui/counted.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { beginBackfill, type BackfillWish } from "./backfill-queries.ts";
import { speedWords, speeds } from "./speeds.ts";

export interface BeginBackfillProps {
  readonly pipelineId: string;
  readonly wish: BackfillWish;
  readonly count: BackfillCount;
}

/** The last part: how fast, and the click that begins it. */
export function BeginBackfill({ pipelineId, wish, count }: BeginBackfillProps) {
  const [perMinute, setPerMinute] = useState(60);
  const [isSure, setIsSure] = useState(false);
  const navigate = useNavigate();
  const begin = useMutation({
    mutationFn: () => beginBackfill(pipelineId, wish, perMinute),
    onSuccess: ({ id: taskId }) => {
      void queryClient.invalidateQueries({ queryKey: ["tasks"] });
      void navigate({ to: "/tasks/$taskId", params: { taskId } });
    },
  });
  return (
    <Stack gap="md" align="flex-start">
      <NativeSelect
        label="Speed"
        value={String(perMinute)}
        data={speeds.map((speed) => ({
          value: String(speed),
          label: speedWords(speed, count.toMake),
        }))}
        onChange={(event) => setPerMinute(Number(event.currentTarget.value))}
      />
      <Checkbox
        checked={isSure}
        label={`Yes, really run it for ${counted(count.toMake, "response")}`}
        onChange={(event) => setIsSure(event.currentTarget.checked)}
      />
      {begin.error !== null && (
        <ErrorMessage {...explainError(begin.error, "It did not begin. Nothing was sent.")} />
      )}
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        disabled={!isSure}
        loading={begin.isPending}
        onClick={() => begin.mutate()}
      >
        {`Run it for ${counted(count.toMake, "response")}`}
      </Button>
      <Text size="sm" c="dimmed">
        It can be paused and cancelled, and survives restarts. No response is run twice.
      </Text>
    </Stack>
  );
}
