import { Button, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconHistory } from "@tabler/icons-react";
import type { FormView, PipelineView } from "@formloom/shared/api";
import { graphChanges, type Graph, type GraphDifference } from "@formloom/shared/graph";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { counted } from "../../../ui/counted.ts";
import { wordsOf } from "../editor-facts.ts";
import { versionQuery } from "../../../effects/pipeline-queries.ts";
import type { NodeTypes } from "../graph-walk.ts";
import { ChangeList } from "./change-list.tsx";
import { TextDiff } from "../../../ui/diff/text-diff.tsx";
import { useRestore } from "./use-restore.ts";
import type { VersionEntry } from "./version-entry.ts";
import { VersionMeta } from "./version-row.tsx";

const VersionPicture = lazy(async () => ({
  default: (await import("./version-picture.tsx")).VersionPicture,
}));

export interface VersionDetailsProps {
  readonly pipeline: PipelineView;
  readonly form: FormView;
  readonly types: NodeTypes;
  readonly entry: VersionEntry;
  readonly others: readonly VersionEntry[];
  /** What it is held against; absent: there is nothing before it. */
  readonly against: VersionEntry | undefined;
}

/** One version: its note, and what differs from another in words and as a picture. */
export function VersionDetails(props: VersionDetailsProps) {
  const { pipeline, entry, others, against } = props;
  const navigate = useNavigate();
  const restoration = useRestore(pipeline);
  const { key } = entry;
  return (
    <Stack component="section" gap="md" miw={0} aria-label={entry.title}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2} fz="1.2rem">
            {entry.title}
            {entry.live ? ", live" : ""}
          </Title>
          <VersionMeta entry={entry} />
        </div>
        {key !== "draft" && pipeline.mayEdit && (
          <Button
            variant="default"
            leftSection={<IconHistory size={16} aria-hidden />}
            loading={restoration.isPending}
            onClick={() => restoration.mutate(key)}
          >
            Bring back as the draft
          </Button>
        )}
      </Group>
      {entry.note !== "" && <Text className="wrap-anywhere">{entry.note}</Text>}
      {entry.unfinishedRuns > 0 && (
        <Text size="sm">{counted(entry.unfinishedRuns, "run")} of it still under way.</Text>
      )}
      {others.length > 0 && (
        <NativeSelect
          label="Compared with"
          w={{ base: "100%", xs: 240 }}
          value={against?.key ?? ""}
          data={[
            ...(against === undefined ? [{ value: "", label: "Nothing: it is the first" }] : []),
            ...others.map((other) => ({ value: String(other.key), label: other.title })),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            const other = value === "draft" ? value : Number(value);
            void navigate({
              to: "/pipelines/$pipelineId/versions",
              params: { pipelineId: pipeline.id },
              search: { show: key, against: other },
              replace: true,
            });
          }}
        />
      )}
      <TextDiff before={against?.sentence ?? null} after={entry.sentence} />
      <Differences {...props} />
    </Stack>
  );
}

function Differences({ pipeline, form, types, entry, against }: VersionDetailsProps) {
  const after = useGraphOf(pipeline, entry);
  const before = useGraphOf(pipeline, against);
  const facts = useMemo(
    () => ({ formName: form.name, fields: form.fields, nodeTypes: types }),
    [form, types],
  );
  const isReady = after !== null && (against === undefined || before !== null);
  const changes = useMemo(
    () => (after === null || before === null ? [] : graphChanges(before, after, facts)),
    [before, after, facts],
  );
  if (!isReady) return <Text size="sm">Comparing…</Text>;
  return (
    <>
      {against !== undefined && changes.length === 0 && <Text size="sm">Both are the same.</Text>}
      {changes.length > 0 && <ChangeList label="What differs" changes={changes} />}
      <Picture before={before} after={after} changes={changes} form={form} types={types} />
    </>
  );
}

interface PictureProps extends Pick<VersionDetailsProps, "form" | "types"> {
  readonly before: Graph | null;
  readonly after: Graph;
  readonly changes: readonly GraphDifference[];
}

/** Phones fetch the picture when it is asked for. */
function Picture({ before, after, changes, form, types }: PictureProps) {
  const isSmall = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [asked, setAsked] = useState(false);
  const facts = useMemo(
    () => ({
      types,
      words: wordsOf({ ...after, nodes: [...after.nodes, ...(before?.nodes ?? [])] }, form, types),
    }),
    [before, after, form, types],
  );
  if (isSmall && !asked) {
    return (
      <Button variant="default" onClick={() => setAsked(true)}>
        Show the picture
      </Button>
    );
  }
  return (
    <Suspense fallback={<div className="version-picture" aria-busy />}>
      <VersionPicture before={before} after={after} changes={changes} facts={facts} />
    </Suspense>
  );
}

function useGraphOf(pipeline: PipelineView, entry: VersionEntry | undefined): Graph | null {
  const number = typeof entry?.key === "number" ? entry.key : 0;
  const { data } = useQuery({ ...versionQuery(pipeline.id, number), enabled: number > 0 });
  if (entry === undefined) return null;
  return entry.key === "draft" ? pipeline.graph : (data?.graph ?? null);
}
