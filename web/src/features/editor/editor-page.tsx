import { Box, Skeleton, Stack } from "@mantine/core";
import { type FormView, type PipelineView } from "@formloom/shared/api";
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { useAppStore } from "../../store/store.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { noticeDraft } from "./draft-saver.ts";
import { EditorFactsProvider, wordsOf } from "./editor-facts.ts";
import { pipelineQuery } from "../../effects/pipeline-queries.ts";
import { editorFormQuery } from "./editor-queries.ts";
import { EditorWorkspace } from "./editor-workspace.tsx";
import type { NodeTypes } from "./graph-walk.ts";
import { useGraphCheck, useOwnConnections } from "./use-graph-check.ts";
import { recallHistory } from "./use-kept-history.ts";

/** How often another person's changes of the draft are looked for while the page is in view, in ms. */
const lookMs = 20_000;

/** The editor of one automation. */
export function EditorPage() {
  const { pipelineId } = useParams({ from: "/app/pipelines/$pipelineId" });
  const pipeline = useQuery({ ...pipelineQuery(pipelineId), refetchInterval: lookMs });
  const form = useQuery({
    ...editorFormQuery(pipeline.data?.formId ?? ""),
    enabled: pipeline.data !== undefined,
  });
  const types = useQuery(nodeTypesQuery);
  const error = pipeline.error ?? form.error ?? types.error;
  if (
    pipeline.data &&
    form.data &&
    types.data &&
    (pipeline.isFetchedAfterMount || pipeline.isError)
  ) {
    return <Editor key={pipelineId} pipeline={pipeline.data} form={form.data} types={types.data} />;
  }
  if (error !== null) {
    return (
      <Box p="lg" maw={640}>
        <ErrorMessage {...explainError(error, "The automation could not be opened.")} />
      </Box>
    );
  }
  return (
    <Stack p="lg" component="section" aria-busy aria-label="Opening the automation">
      <Skeleton h={64} />
      <Skeleton h={420} />
    </Stack>
  );
}

/** The same element each time: what is drawn within follows the facts it picks. */
const workspace = <EditorWorkspace />;

interface EditorProps {
  readonly pipeline: PipelineView;
  readonly form: FormView;
  readonly types: NodeTypes;
}

function Editor({ pipeline, form, types }: EditorProps) {
  const graph = useAppStore((state) =>
    state.editor?.pipelineId === pipeline.id ? state.editor.graph : null,
  );
  const opened = useAppStore((state) => state.editorOpened);
  const stepOpened = useAppStore((state) => state.stepOpened);
  const { step } = useSearch({ from: "/app/pipelines/$pipelineId" });
  useEffect(() => {
    opened({
      pipelineId: pipeline.id,
      graph: pipeline.graph,
      version: pipeline.version,
      history: recallHistory(pipeline),
    });
    if (pipeline.graph.nodes.some(({ id }) => id === step)) stepOpened(step ?? null);
    // Opened once: what the server sends later is weighed against the draft, not drawn over the draft.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [opened, stepOpened, pipeline.id]);
  useEffect(() => void noticeDraft(pipeline), [pipeline]);
  const shown = graph ?? pipeline.graph;
  const words = useMemo(() => wordsOf(shown, form, types), [shown, form, types]);
  const connections = useOwnConnections(form);
  const check = useGraphCheck({ pipeline, form, types, connections, graph: shown });
  const facts = useMemo(
    () => ({
      pipeline,
      form,
      types,
      connections,
      ...check,
      ...words,
      readOnly: !pipeline.mayEdit,
    }),
    [pipeline, form, types, connections, check, words],
  );
  if (graph === null) return null;
  return <EditorFactsProvider value={facts}>{workspace}</EditorFactsProvider>;
}
