import { Box, Button, Skeleton, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { RunView } from "@formloom/shared/api";
import { isRunFinished } from "@formloom/shared/run";
import { IconFocusCentered } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { pathWords, usableValues } from "../../plugins/value-labels.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import type { RunFacts } from "./run-elements.ts";
import { RunHeader } from "./run-header.tsx";
import { focusOf } from "./run-path.ts";
import { RunStepsList } from "./run-steps-list.tsx";
import { runFormQuery, runQuery } from "./runs-queries.ts";
import { StepDetails } from "./step-details.tsx";
import { useLiveRefresh } from "./use-live-refresh.ts";
import "./runs.css";

/** Phones show the list of steps and never fetch the canvas. */
const RunCanvas = lazy(async () => ({ default: (await import("./run-canvas.tsx")).RunCanvas }));

/** One run on the canvas it was drawn on, live until it is over. */
export function RunPage() {
  const { runId } = useParams({ from: "/app/runs/$runId" });
  const run = useQuery(runQuery(runId));
  const isOver = run.data !== undefined && isRunFinished(run.data.status);
  useLiveRefresh(isOver ? null : { runId }, ["runs", runId]);
  if (run.data !== undefined) return <RunView key={runId} run={run.data} />;
  if (run.isError) {
    return (
      <Box p="lg" maw={640}>
        <ErrorMessage {...explainError(run.error, "The run could not be opened.")} />
      </Box>
    );
  }
  return (
    <Stack p="lg" aria-busy aria-label="Opening the run">
      <Skeleton h={64} />
      <Skeleton h={420} />
    </Stack>
  );
}

function RunView({ run }: { readonly run: RunView }) {
  const facts = useRunFacts(run);
  const isSmall = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  /** A click stops following; null follows, "" is closed by hand. */
  const [picked, setPicked] = useState<string | null>(null);
  const followed = focusOf(run);
  const chosen = picked ?? (isSmall ? null : followed);
  const isOpen = chosen !== null && chosen !== "";
  return (
    <div className="run">
      <RunHeader run={run} />
      <div className="run-body">
        {isSmall ? (
          <RunStepsList run={run} facts={facts} chosen={chosen} onChoose={setPicked} />
        ) : (
          <div className="run-canvas">
            <Suspense>
              <RunCanvas
                run={run}
                facts={facts}
                chosen={chosen}
                follows={picked === null}
                onChoose={setPicked}
              />
            </Suspense>
            {picked !== null && !isRunFinished(run.status) && (
              <Button
                className="follow-again"
                size="xs"
                variant="default"
                leftSection={<IconFocusCentered size={15} aria-hidden />}
                onClick={() => setPicked(null)}
              >
                Follow again
              </Button>
            )}
          </div>
        )}
        {isOpen && (
          <StepDetails
            key={chosen}
            run={run}
            nodeId={chosen}
            facts={facts}
            onClose={() => setPicked("")}
          />
        )}
      </div>
    </div>
  );
}

function useRunFacts(run: RunView): RunFacts {
  const { data: types } = useQuery(nodeTypesQuery);
  const { data: form } = useQuery(runFormQuery(run.formId));
  const { graph } = run;
  return useMemo(() => {
    const known = types ?? new Map();
    const groups = usableValues({
      fields: form?.fields ?? [],
      events: ["response.edited"],
      earlier: graph.nodes,
      types: known,
    });
    return { types: known, ...pathWords(groups) };
  }, [types, form, graph]);
}
