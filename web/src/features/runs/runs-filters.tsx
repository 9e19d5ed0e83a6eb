import { Button, NativeSelect, TextInput } from "@mantine/core";
import { formEventTypeSchema } from "@formloom/shared/events";
import { runStatusSchema } from "@formloom/shared/run";
import { IconAdjustmentsHorizontal, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { AnswerSearch } from "../../ui/answer-search.tsx";
import { PipelineFilters } from "./pipeline-filters.tsx";
import { beginOfDay, dayOf, hoursWords, lastDayOf } from "./run-dates.ts";
import { runEventWords, runStateChoices } from "./run-words.ts";
import { filterPipelineQuery, formChoicesQuery, type RunsFilter } from "./runs-queries.ts";

export interface RunsFiltersProps {
  readonly filter: RunsFilter;
  readonly onChange: (filter: RunsFilter) => void;
}

const events = formEventTypeSchema.options.map((value) => ({
  value,
  label: runEventWords[value],
}));

/** Narrows the list; what is chosen stands in the address. On a phone it is folded away. */
export function RunsFilters({ filter, onChange }: RunsFiltersProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const count = Object.values(filter).filter((value) => value !== undefined).length;
  return (
    <search className="run-filters" aria-label="Narrow the runs" data-open={open || undefined}>
      <Button
        className="run-filters-fold"
        variant="default"
        aria-expanded={open}
        aria-controls={id}
        leftSection={<IconAdjustmentsHorizontal size={17} aria-hidden />}
        onClick={() => setOpen(!open)}
      >
        {count === 0 ? "Filters" : `Filters (${count})`}
      </Button>
      <div id={id} className="run-filters-fields">
        <Fields filter={filter} onChange={onChange} />
        {count > 0 && (
          <Button variant="subtle" onClick={() => onChange({})}>
            Clear all
          </Button>
        )}
      </div>
    </search>
  );
}

function Fields({ filter, onChange }: RunsFiltersProps) {
  return (
    <>
      <NativeSelect
        label="State"
        value={filter.status ?? ""}
        data={[{ value: "", label: "Any" }, ...runStateChoices]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filter, status: runStatusSchema.safeParse(value).data })
        }
      />
      <FormFilters filter={filter} onChange={onChange} />
      <NativeSelect
        label="Begun by"
        value={filter.event ?? ""}
        data={[{ value: "", label: "Anything" }, ...events]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filter, event: formEventTypeSchema.safeParse(value).data })
        }
      />
      <DateFilters filter={filter} onChange={onChange} />
      <AnswerSearch
        key={filter.q ?? ""}
        q={filter.q ?? ""}
        onSearch={(q) => onChange({ ...filter, q })}
      />
      {filter.responseId !== undefined && (
        <DropButton onClick={() => onChange({ ...filter, responseId: undefined })}>
          One response only
        </DropButton>
      )}
    </>
  );
}

/** The form, and what can be chosen of one form. */
function FormFilters({ filter, onChange }: RunsFiltersProps) {
  const forms = useQuery(formChoicesQuery).data?.items ?? [];
  const named = useQuery({
    ...filterPipelineQuery(filter.pipelineId ?? ""),
    enabled: filter.pipelineId !== undefined,
  });
  const formId = filter.formId ?? named.data?.formId;
  return (
    <>
      <NativeSelect
        label="Form"
        value={formId ?? ""}
        data={[
          { value: "", label: "All forms" },
          ...forms.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          const { pipelineId: _pipeline, nodeId: _step, version: _version, ...rest } = filter;
          onChange({ ...rest, formId: value || undefined });
        }}
      />
      {formId !== undefined && (
        <PipelineFilters
          formId={formId}
          pipeline={filter.pipelineId === undefined ? undefined : named.data}
          filter={filter}
          onChange={onChange}
        />
      )}
    </>
  );
}

function DateFilters({ filter, onChange }: RunsFiltersProps) {
  const { from, to } = filter;
  const hours = hoursWords({ from, to });
  return (
    <>
      <TextInput
        type="date"
        label="From"
        value={dayOf(from)}
        max={lastDayOf(to) || undefined}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filter, from: beginOfDay(value) })
        }
      />
      <TextInput
        type="date"
        label="Until"
        value={lastDayOf(to)}
        min={dayOf(from) || undefined}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filter, to: beginOfDay(value, 1) })
        }
      />
      {hours !== null && (
        <DropButton onClick={() => onChange({ ...filter, from: undefined, to: undefined })}>
          {hours}
        </DropButton>
      )}
    </>
  );
}

interface DropButtonProps {
  readonly children: string;
  readonly onClick: () => void;
}

/** Something the list is narrowed by that no control can say; a click drops it. */
function DropButton({ children, onClick }: DropButtonProps) {
  return (
    <Button
      variant="light"
      aria-label={`${children}: show all again`}
      rightSection={<IconX size={15} aria-hidden />}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
