import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { formQuery } from "../../effects/form-queries.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ButtonLink } from "../../ui/links.tsx";
import type { RunsFilter } from "./runs-queries.ts";

export interface NoRunsProps {
  readonly filter: RunsFilter;
}

/** Says why no run is there, and offers what brings one. */
export function NoRuns({ filter }: NoRunsProps) {
  const { formId, ...others } = filter;
  const isFiltered = Object.values(others).some((value) => value !== undefined);
  if (formId !== undefined && !isFiltered) return <NoRunsOfForm formId={formId} />;
  if (isFiltered) {
    return (
      <EmptyState
        title="No run fits"
        actions={
          <ButtonLink to="/runs" search={{}} variant="default">
            Show all runs
          </ButtonLink>
        }
      >
        Choose another state or form, or look at all of them.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing has run yet"
      actions={<ButtonLink to="/">Go to your forms</ButtonLink>}
    >
      Each time somebody sends in a form whose automation is on, its run appears here. Publish one,
      switch it on, and fill in the form yourself to make a test response.
    </EmptyState>
  );
}

function NoRunsOfForm({ formId }: { readonly formId: string }) {
  const { data: form } = useQuery(formQuery(formId));
  return (
    <EmptyState
      title="Nothing has run for this form yet"
      actions={
        <>
          {form !== undefined && (
            <Button component="a" href={form.publicUrl} target="_blank" rel="noreferrer">
              Make a test response
            </Button>
          )}
          <ButtonLink to="/forms/$formId/automations" params={{ formId }} variant="default">
            Its automations
          </ButtonLink>
        </>
      }
    >
      Each response that comes in while an automation is on makes a run, which appears here.
    </EmptyState>
  );
}
