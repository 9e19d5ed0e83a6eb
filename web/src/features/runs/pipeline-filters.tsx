import type { PipelineView } from "@formloom/shared/api";
import type { NodeType } from "@formloom/shared/plugin";
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { stepName } from "../../plugins/value-labels.ts";
import { pipelineChoicesQuery, type RunsFilter } from "./runs-queries.ts";

export interface PipelineFiltersProps {
  readonly formId: string;
  /** The automation that was chosen; undefined: none, or not read yet. */
  readonly pipeline: PipelineView | undefined;
  readonly filter: RunsFilter;
  readonly onChange: (filter: RunsFilter) => void;
}

/** An automation of a form and, of one, its steps and versions. */
export function PipelineFilters({ formId, pipeline, filter, onChange }: PipelineFiltersProps) {
  const pipelines = useQuery(pipelineChoicesQuery(formId)).data?.items ?? [];
  return (
    <>
      <NativeSelect
        label="Automation"
        value={filter.pipelineId ?? ""}
        data={[
          { value: "", label: "All automations" },
          ...pipelines.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          const { nodeId: _step, version: _version, ...rest } = filter;
          onChange({ ...rest, pipelineId: value || undefined });
        }}
      />
      {pipeline !== undefined && (
        <StepFilter pipeline={pipeline} filter={filter} onChange={onChange} />
      )}
      {pipeline !== undefined && (
        <NativeSelect
          label="Version"
          value={filter.version === undefined ? "" : String(filter.version)}
          data={versionChoices(pipeline.liveVersion, filter.version)}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...filter, version: value === "" ? undefined : Number(value) })
          }
        />
      )}
    </>
  );
}

const noTypes: ReadonlyMap<string, NodeType> = new Map();

type StepFilterProps = Pick<PipelineFiltersProps, "filter" | "onChange"> & {
  readonly pipeline: PipelineView;
};

function StepFilter({ pipeline, filter, onChange }: StepFilterProps) {
  const types = useQuery(nodeTypesQuery).data ?? noTypes;
  const steps = pipeline.graph.nodes
    .filter(({ type }) => type !== "trigger")
    .map((node) => ({ value: node.id, label: stepName(node, types) }));
  const isGone = filter.nodeId !== undefined && !steps.some(({ value }) => value === filter.nodeId);
  return (
    <NativeSelect
      label="Step that ran"
      value={filter.nodeId ?? ""}
      data={[
        { value: "", label: "Any step" },
        ...steps,
        ...(isGone ? [{ value: filter.nodeId, label: "A step that is gone" }] : []),
      ]}
      onChange={({ currentTarget: { value } }) =>
        onChange({ ...filter, nodeId: value || undefined })
      }
    />
  );
}

/** So many of the newest versions can be chosen. */
const shownVersions = 100;

function versionChoices(live: number | null, chosen: number | undefined) {
  const newest = Math.max(live ?? 0, chosen ?? 0);
  const numbers = Array.from({ length: newest }, (_, at) => newest - at).slice(0, shownVersions);
  return [
    { value: "", label: "Any" },
    ...numbers.map((number) => ({
      value: String(number),
      label: number === live ? `v${number}, live` : `v${number}`,
    })),
    { value: "0", label: "A draft that was tried" },
  ];
}
