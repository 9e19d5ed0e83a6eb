import { Button, Group, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { explainError } from "../../effects/explain-error.ts";
import { formQuery, pipelinesQuery } from "../../effects/form-queries.ts";
import { useLive } from "../../effects/live-stream.ts";
import { queryClient } from "../../effects/query-client.ts";
import { useAppStore } from "../../store/store.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { PipelineRow } from "./pipeline-row.tsx";
import { RecipeGallery } from "./recipe-gallery.tsx";
import { useNewPipeline } from "./use-new-pipeline.ts";

export function AutomationsTab() {
  const { formId } = useParams({ from: "/app/forms/$formId" });
  const { data: form } = useSuspenseQuery(formQuery(formId));
  const hidden = useAppStore((state) => state.pendingDeletions);
  const pipelines = useQuery(pipelinesQuery(formId));
  const make = useNewPipeline(formId);
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
            {make.isError && (
              <ErrorMessage {...explainError(make.error, "The automation was not made.")} />
            )}
            {shown.length === 0 && <RecipeGallery form={form} make={make} />}
            {shown.length > 0 && form.mayEdit && (
              <Group justify="flex-end">
                <Button
                  leftSection={<IconPlus size={18} aria-hidden />}
                  loading={make.isPending}
                  onClick={() => make.mutate({ name: "New automation" })}
                >
                  New automation
                </Button>
              </Group>
            )}
            {shown.map((pipeline) => (
              <PipelineRow key={pipeline.id} pipeline={pipeline} />
            ))}
          </Stack>
        );
      }}
    </QueryGate>
  );
}
