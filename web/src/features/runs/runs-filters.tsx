import { Button, Group, NativeSelect } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { runStatusSchema } from "@formloom/shared/run";
import { useQuery } from "@tanstack/react-query";
import { runStateChoices } from "./run-words.ts";
import { formChoicesQuery, pipelineChoicesQuery, type RunsFilter } from "./runs-queries.ts";

export interface RunsFiltersProps {
  readonly filter: RunsFilter;
  readonly onChange: (filter: RunsFilter) => void;
}

/** Narrows the list; what is chosen stands in the address. */
export function RunsFilters({ filter, onChange }: RunsFiltersProps) {
  const forms = useQuery(formChoicesQuery).data?.items ?? [];
  return (
    <Group component="search" gap="sm" mb="md" align="flex-end" aria-label="Narrow the runs">
      <NativeSelect
        label="State"
        value={filter.status ?? ""}
        data={[{ value: "", label: "Any" }, ...runStateChoices]}
        onChange={(event) =>
          onChange({ ...filter, status: runStatusSchema.safeParse(event.currentTarget.value).data })
        }
      />
      <NativeSelect
        label="Form"
        value={filter.formId ?? ""}
        data={[
          { value: "", label: "All forms" },
          ...forms.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) =>
          onChange({
            ...filter,
            formId: event.currentTarget.value || undefined,
            pipelineId: undefined,
          })
        }
      />
      {filter.formId === undefined && filter.pipelineId !== undefined && (
        <Button
          variant="light"
          rightSection={<IconX size={15} aria-hidden />}
          onClick={() => onChange({ ...filter, pipelineId: undefined })}
        >
          One automation only
        </Button>
      )}
      {filter.responseId !== undefined && (
        <Button
          variant="light"
          rightSection={<IconX size={15} aria-hidden />}
          onClick={() => onChange({ ...filter, responseId: undefined })}
        >
          One response only
        </Button>
      )}
      {filter.formId !== undefined && (
        <PipelineFilter formId={filter.formId} filter={filter} onChange={onChange} />
      )}
    </Group>
  );
}

function PipelineFilter({
  formId,
  filter,
  onChange,
}: RunsFiltersProps & { readonly formId: string }) {
  const pipelines = useQuery(pipelineChoicesQuery(formId)).data?.items ?? [];
  return (
    <NativeSelect
      label="Automation"
      value={filter.pipelineId ?? ""}
      data={[
        { value: "", label: "All automations" },
        ...pipelines.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) =>
        onChange({ ...filter, pipelineId: event.currentTarget.value || undefined })
      }
    />
  );
}
