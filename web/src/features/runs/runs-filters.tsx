import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { runStatusSchema } from "@formloom/shared/run";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
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
      <AnswerSearch
        key={filter.q ?? ""}
        q={filter.q ?? ""}
        onSearch={(q) => onChange({ ...filter, q })}
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

interface AnswerSearchProps {
  readonly q: string;
  readonly onSearch: (q: string | undefined) => void;
}

/** Searches with Enter, or when it is left; it is made anew when another search comes from outside. */
function AnswerSearch({ q, onSearch }: AnswerSearchProps) {
  const [text, setText] = useState(q);
  const search = () => {
    if (text.trim() !== q) onSearch(text.trim() || undefined);
  };
  return (
    <TextInput
      type="search"
      label="Words in the answers"
      placeholder="Name, town …"
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={search}
      onKeyDown={(event) => {
        if (event.key === "Enter") search();
      }}
    />
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
