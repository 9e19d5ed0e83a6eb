import { probeService, type ServiceHealth } from "@formloom/shared/api";
import { Button, Group, Stack, Text } from "@mantine/core";
import { callRoute } from "../../effects/api-client.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import type { HealthPartProps } from "./health-verdict.tsx";
import { useHealthAct } from "./use-health-act.ts";

/** The services that steps called during the last hour. */
export function HealthServices({ health: { services } }: HealthPartProps) {
  const probe = useHealthAct(async (host: string) => {
    await callRoute(probeService, { body: { host } });
    return `The next call to ${host} goes through`;
  });
  return (
    <Section
      title="Services"
      description="Calls of the last hour, since the processes started. A service that fails ten times in a row is left alone and tried every 30 s."
    >
      {services.length === 0 && <Text c="dimmed">No step has called a service yet.</Text>}
      <Stack component="ul" gap="sm" p={0} m={0} aria-label="Services">
        {services.map((service) => (
          <Group key={service.host} component="li" justify="space-between" gap="sm">
            <Stack gap={2} flex="1 1 240px">
              <Group gap="xs">
                <Text fw={600} className="wrap-anywhere">
                  {service.host}
                </Text>
                <ServiceBadge service={service} />
              </Group>
              <Text size="sm" c="dimmed">
                {`${service.failed} of ${service.calls} calls failed`}
                {service.lastFailedAt !== null && (
                  <>
                    {", the last "}
                    <RelativeTime at={service.lastFailedAt} />
                  </>
                )}
                {service.waiting > 0 && `; ${service.waiting} steps wait for it`}
              </Text>
            </Stack>
            {service.circuit === "open" && (
              <Button
                variant="default"
                size="sm"
                loading={probe.isPending}
                onClick={() => probe.mutate(service.host)}
              >
                {`Try ${service.host} now`}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}

function ServiceBadge({ service: { circuit, failed, failingSince } }: { service: ServiceHealth }) {
  if (circuit === "open")
    return (
      <StatusBadge tone="bad" size="sm">
        Left alone
      </StatusBadge>
    );
  if (failingSince !== null)
    return (
      <StatusBadge tone="attention" size="sm">
        Fails
      </StatusBadge>
    );
  return (
    <StatusBadge tone="good" size="sm">
      {failed === 0 ? "Works" : "Works again"}
    </StatusBadge>
  );
}
