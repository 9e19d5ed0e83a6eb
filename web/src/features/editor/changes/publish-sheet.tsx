import { Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconCircleX } from "@tabler/icons-react";
import { publishPipeline, type DryRunSummary } from "@formloom/shared/api";
import type { Problem } from "@formloom/shared/graph";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../../../effects/api-client.ts";
import { ApiError } from "../../../effects/api-error.ts";
import { explainError } from "../../../effects/explain-error.ts";
import { stepName } from "../../../plugins/value-labels.ts";
import { useAppStore } from "../../../store/store.ts";
import { counted } from "../../../ui/counted.ts";
import { ErrorMessage } from "../../../ui/error-message.tsx";
import { DryRunTotals } from "../../../ui/preview/dry-run-totals.tsx";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import { flushDraft } from "../draft-saver.ts";
import { useEditorFacts } from "../editor-facts.ts";
import { versionsQuery } from "../editor-queries.ts";
import { findNode } from "../graph-walk.ts";
import { errorCount } from "../step-notes.ts";
import { ChangeList } from "./change-list.tsx";
import { dryRunQuery } from "./dry-run-query.ts";
import { NowLive } from "./now-live.tsx";
import { SentenceText } from "./sentence-text.tsx";
import { useLiveChanges } from "./use-live-changes.ts";
import "./changes.css";

export interface PublishSheetProps {
  readonly onClose: () => void;
}

/** What publishing changes and what it leaves alone, from where it is done; then what runs on it. */
export function PublishSheet({ onClose }: PublishSheetProps) {
  const [published, setPublished] = useState<number | null>(null);
  return (
    <SideDrawer
      title={published === null ? "Publish this draft" : `Version ${published} is published`}
      size="lg"
      onClose={onClose}
    >
      {published === null ? (
        <BeforePublishing onPublished={setPublished} onClose={onClose} />
      ) : (
        <NowLive version={published} onClose={onClose} />
      )}
    </SideDrawer>
  );
}

interface BeforeProps extends PublishSheetProps {
  readonly onPublished: (version: number) => void;
}

function BeforePublishing({ onPublished, onClose }: BeforeProps) {
  const { problems } = useEditorFacts();
  const [note, setNote] = useState("");
  const publication = usePublication(onPublished);
  const errors = problems.filter((problem) => problem.severity === "error");
  return (
    <div>
      <WhatChanges onClose={onClose} />
      {errors.length > 0 && <MendFirst errors={errors} onClose={onClose} />}
      <UnderWay />
      <TryFirst onClose={onClose} />
      <section className="publish-part">
        <Textarea
          label="Note (optional)"
          description="For the history: why you changed it."
          autosize
          minRows={2}
          maxLength={1_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </section>
      {publication.isError && (
        <ErrorMessage {...explainError(publication.error, "It was not published.")} />
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Not yet
        </Button>
        <Button
          data-autofocus
          disabled={errorCount(problems) > 0}
          loading={publication.isPending}
          onClick={() => publication.mutate(note)}
        >
          Publish now
        </Button>
      </Group>
    </div>
  );
}

function usePublication(onPublished: (version: number) => void) {
  const { pipeline } = useEditorFacts();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (note: string) => {
      if (!(await flushDraft()))
        throw new ApiError(0, "unsaved", "The draft could not be saved first");
      return callRoute(publishPipeline, {
        params: { pipelineId: pipeline.id },
        body: { note: note.trim() },
      });
    },
    onSuccess: ({ version }) => onPublished(version),
    onSettled: () => client.invalidateQueries({ queryKey: ["pipelines", pipeline.id] }),
  });
}

function WhatChanges({ onClose }: PublishSheetProps) {
  const { pipeline, sentence } = useEditorFacts();
  const { changes } = useLiveChanges();
  const graph = useAppStore((state) => state.editor?.graph);
  const isFirst = pipeline.liveVersion === null;
  return (
    <section className="publish-part">
      <Title order={3} fz="1rem" mb={6}>
        {isFirst ? "What it will do" : `What changes for new responses`}
      </Title>
      {isFirst && <SentenceText parts={sentence} />}
      {!isFirst && changes === null && <Text size="sm">Looking at the live version…</Text>}
      {changes !== null && changes.length === 0 && (
        <Text size="sm">Nothing: the draft is the same as version {pipeline.liveVersion}.</Text>
      )}
      {changes !== null && changes.length > 0 && (
        <ChangeList
          label="What changes"
          changes={changes}
          canOpen={(nodeId) => graph !== undefined && findNode(graph, nodeId) !== undefined}
          onOpen={(nodeId) => {
            useAppStore.getState().stepOpened(nodeId);
            onClose();
          }}
        />
      )}
    </section>
  );
}

interface MendFirstProps extends PublishSheetProps {
  readonly errors: readonly Problem[];
}

function MendFirst({ errors, onClose }: MendFirstProps) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  return (
    <section className="publish-part">
      <Title order={3} fz="1rem" mb={6}>
        Mend {errors.length === 1 ? "this" : `these ${errors.length}`} first
      </Title>
      <Stack gap={6}>
        {errors.map((problem) => {
          const node =
            graph === undefined || problem.nodeId === null
              ? undefined
              : findNode(graph, problem.nodeId);
          return (
            <p
              key={`${problem.nodeId} ${problem.path} ${problem.message}`}
              className="change-line"
              data-kind="removed"
            >
              <IconCircleX size={16} aria-hidden />
              <span>
                {node !== undefined && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    mr={6}
                    onClick={() => {
                      useAppStore.getState().stepOpened(node.id);
                      onClose();
                    }}
                  >
                    {stepName(node, types)}
                  </Button>
                )}
                {problem.message}
              </span>
            </p>
          );
        })}
      </Stack>
    </section>
  );
}

/** What the draft does with the newest responses, beside the live version; leads to each of them. */
function TryFirst({ onClose }: PublishSheetProps) {
  const { pipeline } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph ?? null);
  const { data, isError } = useQuery(dryRunQuery(pipeline, graph));
  return (
    <section className="publish-part">
      <Title order={3} fz="1rem" mb={6}>
        What it would do with the newest responses
      </Title>
      <Text component="output" display="block" size="sm" c="dimmed" mb="xs">
        {isError ? "They could not be tried now; you can still publish." : triedWords(data)}
      </Text>
      {data != null && data.tried > 0 && <DryRunTotals summary={data} />}
      <Button
        variant="default"
        mt="xs"
        onClick={() => {
          onClose();
          useAppStore.getState().dryRunOpened();
        }}
      >
        Look at each response
      </Button>
    </section>
  );
}

function triedWords(summary: DryRunSummary | null | undefined): string {
  if (summary === undefined) return "Trying them. Nothing is sent.";
  if (summary === null) return "That takes a while: try them one by one below.";
  return summary.tried === 0 ? "There are no responses to try it on yet." : "Nothing was sent.";
}

/** Runs that have begun go on as they began. */
function UnderWay() {
  const { pipeline } = useEditorFacts();
  const { data } = useQuery({ ...versionsQuery(pipeline.id), staleTime: 0 });
  const busy = (data?.items ?? []).filter((version) => version.unfinishedRuns > 0);
  if (busy.length === 0) return null;
  return (
    <section className="publish-part">
      <Title order={3} fz="1rem" mb={6}>
        Under way now
      </Title>
      {busy.map((version) => (
        <Text key={version.number} size="sm">
          {counted(version.unfinishedRuns, "run")} of version {version.number}:{" "}
          {version.unfinishedRuns === 1 ? "it goes on" : "they go on"} with version {version.number}{" "}
          to the end.
        </Text>
      ))}
    </section>
  );
}
