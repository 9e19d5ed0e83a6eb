import { Box, Skeleton, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type FormView, type PipelineView } from "@formloom/shared/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { useAppStore } from "../../store/store.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { EditorFactsProvider, wordsOf } from "./editor-facts.ts";
import { checkQuery, editorFormQuery, pipelineQuery } from "./editor-queries.ts";
import { EditorWorkspace } from "./editor-workspace.tsx";
import type { NodeTypes } from "./graph-walk.ts";
import { recallHistory } from "./use-kept-history.ts";

/** Pause before the server judges the graph on the screen, in ms. */
const checkPauseMs = 350;

/** The editor of one automation. */
export function EditorPage() {
  const { pipelineId } = useParams({ from: "/app/pipelines/$pipelineId" });
  const pipeline = useQuery(pipelineQuery(pipelineId));
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
    <Stack p="lg" aria-busy aria-label="Opening the automation">
      <Skeleton h={64} />
      <Skeleton h={420} />
    </Stack>
  );
}

interface EditorProps {
  readonly pipeline: PipelineView;
  readonly form: FormView;
  readonly types: NodeTypes;
}

function Editor({ pipeline, form, types }: EditorProps) {
  const graph = useAppStore((state) =>
    state.editor?.pipelineId === pipeline.id ? state.editor.graph : null,
  );
  const edit = useAppStore((state) => state.editor?.sync.edit ?? 0);
  const opened = useAppStore((state) => state.editorOpened);
  useEffect(() => {
    opened({
      pipelineId: pipeline.id,
      graph: pipeline.graph,
      version: pipeline.version,
      history: recallHistory(pipeline),
    });
    // Opened once: what the server sends later is weighed by the save, not drawn over the draft.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [opened, pipeline.id]);
  const shown = graph ?? pipeline.graph;
  const [judged] = useDebouncedValue({ edit, shown }, checkPauseMs);
  const check = useQuery(checkQuery(pipeline.id, judged.edit, judged.shown));
  const words = useMemo(() => wordsOf(shown, form, types), [shown, form, types]);
  const problems = check.data?.problems;
  const sentence = check.data?.sentence ?? pipeline.sentence;
  const facts = useMemo(
    () => ({
      pipeline,
      form,
      types,
      problems: problems ?? [],
      sentence,
      ...words,
      readOnly: !pipeline.mayEdit,
    }),
    [pipeline, form, types, problems, sentence, words],
  );
  if (graph === null) return null;
  return (
    <EditorFactsProvider value={facts}>
      <EditorWorkspace />
    </EditorFactsProvider>
  );
}
