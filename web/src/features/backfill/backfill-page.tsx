import type { FormView } from "@formloom/shared/api";
import type { Graph } from "@formloom/shared/graph";
import { Alert, Button, Container } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ComponentType } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { ButtonLink, TextLink } from "../../ui/links.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { Section } from "../../ui/section.tsx";
import { firstChoice, noRules, wishOf, type BackfillChoice } from "./backfill-choice.ts";
import {
  backfillSubjectQuery,
  forecastQuery,
  openBackfillQuery,
  type BackfillWish,
} from "./backfill-queries.ts";
import { BeginBackfill } from "./begin-backfill.tsx";
import { ChooseResponses } from "./choose-responses.tsx";
import { Forecast } from "./forecast.tsx";

/** What other features lend to this page. */
export interface BackfillPageProps {
  readonly pipelineId: string;
  /** Draws rules on a form's answers. */
  readonly condition: ComponentType<{
    readonly form: FormView;
    readonly value: unknown;
    readonly onChange: (next: unknown) => void;
  }>;
  /** Tries a graph on responses, without sending anything. */
  readonly sample: ComponentType<{
    readonly pipelineId: string;
    readonly graph: Graph;
    readonly responseIds: readonly string[];
    readonly onlyNodeId: string | null;
  }>;
}

/** Runs an automation over past responses: choose, see what would happen, begin. */
export function BackfillPage(props: BackfillPageProps) {
  const { pipelineId } = props;
  const subject = useQuery(backfillSubjectQuery(pipelineId));
  const open = useQuery(openBackfillQuery(pipelineId));
  return (
    <Container size="md" py="lg">
      <QueryGate
        query={subject}
        explain={(error) => explainError(error, "The automation could not be read.")}
      >
        {({ pipeline, form, graph }) => (
          <>
            <PageHeader
              above={
                <TextLink
                  to="/forms/$formId/automations"
                  params={{ formId: form.id }}
                  size="sm"
                  c="dimmed"
                >
                  <IconArrowLeft size={15} aria-hidden /> {form.name}
                </TextLink>
              }
              title={`Run “${pipeline.name}” over past responses`}
              description="By its live version, each response once. What was done before is left out."
            />
            {open.data !== undefined && open.data !== null ? (
              <Alert color="woad" title="It is under way">
                <ButtonLink to="/tasks/$taskId" params={{ taskId: open.data.id }} mt="xs">
                  See how far it is
                </ButtonLink>
              </Alert>
            ) : graph === null || !pipeline.enabled ? (
              <Alert color="weld" title="It is not live">
                Publish the automation and switch it on first: past responses run by its live
                version.
              </Alert>
            ) : (
              <BackfillForm {...props} form={form} graph={graph} />
            )}
          </>
        )}
      </QueryGate>
    </Container>
  );
}

interface BackfillFormProps extends BackfillPageProps {
  readonly form: FormView;
  readonly graph: Graph;
}

function BackfillForm(props: BackfillFormProps) {
  const { pipelineId, form, graph, condition: Condition, sample: Sample } = props;
  const [choice, setChoice] = useState<BackfillChoice>(firstChoice);
  const [asked, setAsked] = useState<BackfillWish | null>(null);
  const types = useQuery(nodeTypesQuery).data;
  const forecast = useQuery({
    ...forecastQuery(pipelineId, asked ?? wishOf(choice)),
    enabled: asked !== null,
  });
  const choose = (next: BackfillChoice) => {
    setChoice(next);
    // What was said of another choice must not stand beside this one.
    setAsked(null);
  };
  const stepName = (nodeId: string): string => {
    const node = graph.nodes.find(({ id }) => id === nodeId);
    const type = types?.get(node?.type ?? "");
    return node?.name ?? type?.name ?? nodeId;
  };
  return (
    <>
      <ChooseResponses
        choice={choice}
        graph={graph}
        stepName={stepName}
        condition={
          choice.answers !== null && (
            <Condition
              form={form}
              value={choice.answers}
              onChange={(answers) => choose({ ...choice, answers: answers ?? noRules })}
            />
          )
        }
        onChange={choose}
      />
      <Section title="2. What would happen" description="Counted now; nothing is sent.">
        {asked === null ? (
          <Button w="fit-content" onClick={() => setAsked(wishOf(choice))}>
            See what would happen
          </Button>
        ) : (
          <QueryGate
            query={forecast}
            explain={(error) => explainError(error, "It could not be counted.")}
          >
            {(count) => (
              <Forecast
                count={count}
                fields={form.fields}
                sample={
                  <Sample
                    pipelineId={pipelineId}
                    graph={graph}
                    responseIds={count.sampleIds}
                    onlyNodeId={asked.onlyNodeId}
                  />
                }
              />
            )}
          </QueryGate>
        )}
      </Section>
      {asked !== null && forecast.data !== undefined && forecast.data.toMake > 0 && (
        <Section title="3. Speed and start">
          <BeginBackfill pipelineId={pipelineId} wish={asked} count={forecast.data} />
        </Section>
      )}
    </>
  );
}
