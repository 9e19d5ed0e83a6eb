import type { DryRunSummary } from "@formloom/shared/api";
import { Text, Title } from "@mantine/core";
import "./preview.css";

export interface DryRunTotalsProps {
  readonly summary: DryRunSummary;
}

/** What the draft comes to in all, step by step: those that send first. */
export function DryRunTotals({ summary }: DryRunTotalsProps) {
  const acting = summary.steps.filter(({ acts }) => acts);
  return (
    <section aria-label="Totals" className="surface trial-totals">
      <Title order={3} fz="1rem">
        {headline(summary)}
      </Title>
      <dl>
        {acting.map(({ nodeId, name, words }) => (
          <div key={nodeId}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {summary.stopped > 0 && (
        <Text size="sm" c="dimmed">
          {summary.stopped} of {summary.tried} are stopped by a condition or would not start it.
        </Text>
      )}
    </section>
  );
}

function headline({ tried, liveVersion, different, failing }: DryRunSummary): string {
  const change =
    liveVersion === null
      ? ""
      : different === 0
        ? `, nothing changes against live version ${liveVersion}`
        : `, ${different} differ from live version ${liveVersion}`;
  const failed = failing === 0 ? "" : `, ${failing} would fail`;
  return `${tried} tried${change}${failed}`;
}
