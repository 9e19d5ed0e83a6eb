import { Group, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { explainError } from "../../effects/explain-error.ts";
import { formQuery, pipelinesQuery } from "../../effects/form-queries.ts";
import { useLive } from "../../effects/live-stream.ts";
import { queryClient } from "../../effects/query-client.ts";
import { useAppStore } from "../../store/store.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ButtonLink } from "../../ui/links.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { FirstAutomation } from "./first-automation.tsx";
import { ImportAutomation } from "./import-automation.tsx";
import { PipelineRow } from "./pipeline-row.tsx";

export function AutomationsTab() {
  const { formId } = useParams({ from: "/app/forms/$formId" });
  const { data: form } = useSuspenseQuery(formQuery(formId));
  const hidden = useAppStore((state) => state.pendingDeletions);
  const pipelines = useQuery(pipelinesQuery(formId));
  useLive({ formId }, (change) => {
    if (change.type === "step") return;
    void queryClient.invalidateQueries({ queryKey: pipelinesQuery(formId).queryKey });
  });
  return (
    <QueryGate
      query={pipelines}
      explain={(error) => explainError(error, "The automations could not be read.")}
    >
      {({ items }) => {
        const shown = items.filter(({ id }) => !hidden.includes(id));
        if (shown.length === 0 && !form.mayEdit) {
          return <EmptyState title="No automations">The owner has drawn none yet.</EmptyState>;
        }
        return (
          <Stack>
            {shown.length === 0 && <FirstAutomation form={form} />}
            {shown.length === 0 && (
              <Group justify="center">
                <ImportAutomation formId={formId} />
              </Group>
            )}
            {shown.length > 0 && form.mayEdit && (
              <Group justify="flex-end">
                <ImportAutomation formId={formId} />
                <ButtonLink
                  to="/forms/$formId/automations/new"
                  params={{ formId }}
                  leftSection={<IconPlus size={18} aria-hidden />}
                >
                  New automation
                </ButtonLink>
              </Group>
            )}
            {shown.length > 0 && (
              <Stack gap="sm" component="ul" p={0} m={0} aria-label="Automations">
                {shown.map((pipeline) => (
                  <PipelineRow key={pipeline.id} pipeline={pipeline} />
                ))}
              </Stack>
            )}
          </Stack>
        );
      }}
    </QueryGate>
  );
}
