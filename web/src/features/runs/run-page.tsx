import { Box, Button, Skeleton, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { FormView, RunView } from "@formloom/shared/api";
import { isRunFinished } from "@formloom/shared/run";
import { IconFocusCentered } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { pathWords, usableValues } from "../../plugins/value-labels.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { RunActsContext, type ReplayAsk } from "./replay/replay-ask.ts";
import type { RunFacts } from "./run-elements.ts";
import { openRelative } from "./run-family.tsx";
import { RunHeader } from "./run-header.tsx";
import { focusOf } from "./run-path.ts";
import { RunStepsList } from "./run-steps-list.tsx";
import { runFormQuery, runQuery } from "./runs-queries.ts";
import { StepDetails } from "./step-details.tsx";
import { useLiveRefresh } from "../../effects/use-live-refresh.ts";
import "./runs.css";

/** Phones show the list of steps and never fetch the canvas. */
const RunCanvas = lazy(async () => ({ default: (await import("./run-canvas.tsx")).RunCanvas }));
/** Whoever only looks never fetches what changes settings. */
const ReplayDrawer = lazy(async () => ({
  default: (await import("./replay/replay-drawer.tsx")).ReplayDrawer,
}));

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
    <Stack p="lg" component="section" aria-busy aria-label="Opening the run">
      <Skeleton h={64} />
      <Skeleton h={420} />
    </Stack>
  );
}

function RunView({ run }: { readonly run: RunView }) {
  const { facts, form } = useRunFacts(run);
  const [ask, setAsk] = useState<ReplayAsk | null>(null);
  const mayEdit = form?.mayEdit === true;
  const isFree = isRunFinished(run.status) && openRelative(run) === null;
  const acts = useMemo(
    () => ({ mayEdit, replay: mayEdit && isFree ? setAsk : null }),
    [mayEdit, isFree],
  );
  return (
    <RunActsContext value={acts}>
      <div className="run">
        <RunHeader run={run} facts={facts} />
        <RunBody run={run} facts={facts} />
      </div>
      {ask !== null && form !== undefined && (
        <Suspense>
          <ReplayDrawer
            run={run}
            facts={facts}
            form={form}
            ask={ask}
            onClose={() => setAsk(null)}
          />
        </Suspense>
      )}
    </RunActsContext>
  );
}

function RunBody({ run, facts }: { readonly run: RunView; readonly facts: RunFacts }) {
  const isSmall = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const { chosen, isPicked, choose, follow, close } = useChosenStep(run, isSmall);
  return (
    <div className="run-body">
      {isSmall ? (
        <RunStepsList run={run} facts={facts} chosen={chosen} onChoose={choose} />
      ) : (
        <div className="run-canvas">
          <Suspense>
            <RunCanvas
              run={run}
              facts={facts}
              chosen={chosen}
              follows={!isPicked}
              onChoose={choose}
            />
          </Suspense>
          {isPicked && !isRunFinished(run.status) && (
            <Button
              className="follow-again"
              size="xs"
              variant="default"
              leftSection={<IconFocusCentered size={15} aria-hidden />}
              onClick={follow}
            >
              Follow again
            </Button>
          )}
        </div>
      )}
      {chosen !== null && (
        <StepDetails key={chosen} run={run} nodeId={chosen} facts={facts} onClose={close} />
      )}
    </div>
  );
}

/** Which step is open: the one in the address, else the one at hand; a choice stops following. */
function useChosenStep(run: RunView, isSmall: boolean) {
  const { step } = useSearch({ from: "/app/runs/$runId" });
  const navigate = useNavigate();
  const [isClosed, setClosed] = useState(false);
  const goTo = (nodeId: string | null, closed: boolean) => {
    setClosed(closed);
    if ((step ?? null) === nodeId) return;
    void navigate({
      to: "/runs/$runId",
      params: { runId: run.id },
      search: nodeId === null ? {} : { step: nodeId },
      replace: true,
    });
  };
  const followed = isSmall ? null : focusOf(run);
  return {
    chosen: isClosed ? null : (step ?? followed),
    isPicked: isClosed || step !== undefined,
    choose: (nodeId: string) => goTo(nodeId, false),
    follow: () => goTo(null, false),
    close: () => goTo(null, true),
  };
}

function useRunFacts(run: RunView): {
  readonly facts: RunFacts;
  readonly form: FormView | undefined;
} {
  const { data: types } = useQuery(nodeTypesQuery);
  const { data: form } = useQuery(runFormQuery(run.formId));
  const { graph } = run;
  const facts = useMemo(() => {
    const known = types ?? new Map();
    const groups = usableValues({
      fields: form?.fields ?? [],
      events: ["response.edited"],
      earlier: graph.nodes,
      types: known,
    });
    return { types: known, ...pathWords(groups) };
  }, [types, form, graph]);
  return { facts, form };
}
