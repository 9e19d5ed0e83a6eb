import {
  getAlertSettings,
  listConnections,
  testAlerts,
  updateAlertSettings,
  type AlertSettings,
} from "@formloom/shared/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError, reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { useMe } from "../../effects/session.ts";
import { QueryGate } from "../../ui/query-gate.tsx";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { AlertSettingsForm } from "./alert-settings-form.tsx";

const queryKey = ["alert-settings"];

/** How one is told of alerts. */
export function AlertSettingsSection() {
  const { user } = useMe();
  const view = useQuery({
    queryKey,
    queryFn: ({ signal }) => callRoute(getAlertSettings, { signal }),
  });
  const connections = useQuery({
    queryKey: ["connections", "slack"],
    queryFn: ({ signal }) =>
      callRoute(listConnections, { query: { kind: "slack", limit: 200 }, signal }),
    enabled: user.role !== "viewer",
  });
  const change = useMutation({
    mutationFn: (body: AlertSettings) => callRoute(updateAlertSettings, { body }),
    onSuccess: (changed) => {
      queryClient.setQueryData(queryKey, changed);
      showDone("It is kept how you are told");
    },
    onError: (error) => showFailure("It was not changed", reasonOf(error)),
  });
  const test = useMutation({ mutationFn: () => callRoute(testAlerts, {}) });
  return (
    <QueryGate
      query={view}
      explain={(error) => explainError(error, "How you are told could not be read.")}
    >
      {({ settings, webhookSecret }) => (
        <AlertSettingsForm
          settings={settings}
          email={user.email}
          slackConnections={connections.data?.items ?? []}
          webhookSecret={webhookSecret}
          busy={change.isPending}
          onSave={(changed) => change.mutate(changed)}
          test={{
            busy: test.isPending,
            results: test.data?.items ?? null,
            problem: test.isError ? reasonOf(test.error) : null,
            begin: () => test.mutate(),
          }}
        />
      )}
    </QueryGate>
  );
}
