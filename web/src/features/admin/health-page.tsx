import { getEngineHealth } from "@formloom/shared/api";
import { Container } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { HealthProcesses } from "./health-processes.tsx";
import { HealthRuns } from "./health-runs.tsx";
import { HealthServices } from "./health-services.tsx";
import { HealthUpkeep } from "./health-upkeep.tsx";
import { HealthVerdict } from "./health-verdict.tsx";

const refetchMs = 3_000;

/** How the engine does, kept fresh while one looks. */
export function HealthPage() {
  const health = useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => callRoute(getEngineHealth, { signal }),
    refetchInterval: refetchMs,
  });
  return (
    <Container size="lg" py="xl">
      <PageHeader title="Health" description="How Formloom does on this server, as of now." />
      <QueryGate
        query={health}
        explain={(error) => explainError(error, "The health could not be read.")}
      >
        {(facts) => (
          <>
            <HealthVerdict health={facts} />
            <HealthRuns health={facts} />
            <HealthServices health={facts} />
            <HealthProcesses health={facts} />
            <HealthUpkeep health={facts} />
          </>
        )}
      </QueryGate>
    </Container>
  );
}
