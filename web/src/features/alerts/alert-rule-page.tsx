import { getAlertRule, getPipeline, updateAlertRule, type AlertRule } from "@formloom/shared/api";
import { Container } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { explainError, reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { TextLink } from "../../ui/links.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { AlertRuleForm } from "./alert-rule-form.tsx";

/** What of one automation is worth an alert, and to whom. */
export function AlertRulePage() {
  const params = useParams({ from: "/app/pipelines/$pipelineId/alerts" });
  const queryKey = ["alert-rule", params.pipelineId];
  const pipeline = useQuery({
    queryKey: ["pipeline", params.pipelineId, "name"],
    queryFn: ({ signal }) => callRoute(getPipeline, { params, signal }),
  });
  const rule = useQuery({
    queryKey,
    queryFn: ({ signal }) => callRoute(getAlertRule, { params, signal }),
  });
  const change = useMutation({
    mutationFn: (body: AlertRule) => callRoute(updateAlertRule, { params, body }),
    onSuccess: (view) => {
      queryClient.setQueryData(queryKey, view);
      showDone("The alerts are changed");
    },
    onError: (error) => showFailure("The alerts were not changed", reasonOf(error)),
  });
  return (
    <Container size="sm" py="xl">
      <PageHeader
        title={`Alerts of ${pipeline.data?.name ?? "the automation"}`}
        description="What somebody should be told of, and who."
        above={
          pipeline.data !== undefined && (
            <TextLink to="/forms/$formId/automations" params={{ formId: pipeline.data.formId }}>
              All automations of the form
            </TextLink>
          )
        }
      />
      <QueryGate
        query={rule}
        explain={(error) => explainError(error, "The alerts could not be read.")}
      >
        {(view) => (
          <AlertRuleForm
            view={view}
            busy={change.isPending}
            onSave={(changed) => change.mutate(changed)}
          />
        )}
      </QueryGate>
    </Container>
  );
}
