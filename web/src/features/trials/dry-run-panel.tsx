import { Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { DryRunChoice } from "./dry-run-choice.tsx";
import { DryRunResult } from "./dry-run-result.tsx";
import { DryRunTask } from "./dry-run-task.tsx";
import { beginDryRun, lastTaskQuery } from "./trial-queries.ts";
import type { TrialSubject } from "./trial-subject.ts";

/** The draft, tried on many past responses, beside the live version. Sends nothing. */
export function DryRunPanel({ pipeline, graph }: TrialSubject) {
  const [begunId, setBegunId] = useState<string | null>(null);
  const last = useQuery(lastTaskQuery(pipeline.id));
  const dryRun = useMutation({
    mutationFn: (choice: { readonly last: number; readonly compare: boolean }) =>
      beginDryRun(pipeline.id, { graph, ...choice }),
    onSuccess: (answer) => setBegunId(answer.kind === "task" ? answer.task.id : null),
  });
  const instant = dryRun.data?.kind === "done" ? dryRun.data : null;
  // After a reload, one that still goes on is shown again.
  const openId = last.data?.finishedAt === null ? last.data.id : null;
  const taskId = instant === null ? (begunId ?? openId) : null;
  return (
    <Stack gap="lg">
      <DryRunChoice
        liveVersion={pipeline.liveVersion}
        isBusy={dryRun.isPending}
        onTry={(choice) => dryRun.mutate(choice)}
      />
      {dryRun.error !== null && (
        <ErrorMessage {...explainError(dryRun.error, "The responses could not be tried.")} />
      )}
      {instant !== null && <DryRunResult summary={instant.summary} responses={instant.responses} />}
      {taskId !== null && <DryRunTask key={taskId} taskId={taskId} />}
    </Stack>
  );
}
