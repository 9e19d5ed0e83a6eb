import type { RunOutcomes } from "@formloom/shared/api";
import { SegmentedControl, Text, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toneLooks } from "../../ui/status-badge.tsx";
import {
  chartDates,
  isChosen,
  outcomeBars,
  outcomeKinds,
  outcomeWords,
  totalOf,
  type OutcomeBar,
} from "./outcome-bars.ts";
import { fillOf, OutcomePatterns } from "./outcome-patterns.tsx";
import type { RunDates } from "./run-dates.ts";
import { outcomesQuery, type RunsFilter } from "./runs-queries.ts";

export interface OutcomeChartProps {
  readonly filter: RunsFilter;
  /** Narrows the list to a bar's dates, or to none. */
  readonly onDates: (dates: RunDates) => void;
}

type By = "hour" | "day";
const height = 96;
const words = {
  hour: new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    hour: "numeric",
    minute: "2-digit",
  }),
  day: new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" }),
};
const say = (by: By, time: string) => words[by].format(new Date(time));

/** What became of runs, by hour or day; a bar leads to its runs. */
export function OutcomeChart({ filter, onDates }: OutcomeChartProps) {
  const [by, setBy] = useState<By>("day");
  const [nowMs] = useState(() => Date.now());
  const dates = by === "day" ? chartDates(filter, nowMs) : {};
  const { data } = useQuery(outcomesQuery({ filter, by, from: dates.from, to: dates.to }));
  const items = data?.items ?? [];
  const isNarrower = [filter.nodeId, filter.q, filter.responseId].some(
    (part) => part !== undefined,
  );
  return (
    <section className="surface outcome-chart" aria-label="What became of runs">
      <div className="outcome-chart-head">
        {data === undefined ? <span /> : <Legend items={items} />}
        <SegmentedControl
          size="xs"
          aria-label="Time"
          value={by}
          onChange={(next) => setBy(next === "hour" ? "hour" : "day")}
          data={[
            { value: "hour", label: "48 hours" },
            { value: "day", label: dates.from === undefined ? "30 days" : "Chosen days" },
          ]}
        />
      </div>
      <OutcomePatterns />
      <Bars items={items} by={by} chosen={filter} onDates={onDates} />
      <div className="outcome-chart-ends" aria-hidden>
        <span>{items[0] === undefined ? "" : say(by, items[0].at)}</span>
        <span>
          {by === "hour" ? "now" : say(by, items.at(-1)?.at ?? new Date(nowMs).toISOString())}
        </span>
      </div>
      {isNarrower && (
        <Text size="xs" c="dimmed">
          The bars do not heed steps, words and single responses. The list does.
        </Text>
      )}
      <OutcomeTable items={items} by={by} />
    </section>
  );
}

interface BarsProps {
  readonly items: readonly RunOutcomes[];
  readonly by: By;
  readonly chosen: RunDates;
  readonly onDates: (dates: RunDates) => void;
}

/** One stop for the keyboard; the arrows go from bar to bar. */
function Bars({ items, by, chosen, onDates }: BarsProps) {
  const bars = outcomeBars(items, height);
  const [current, setCurrent] = useState<number | null>(null);
  const stop = Math.min(current ?? bars.length - 1, bars.length - 1);
  return (
    <div
      className="outcome-bars"
      role="toolbar"
      tabIndex={-1}
      aria-label="Show the runs of"
      style={{ height }}
      onKeyDown={(event) => {
        const next = stopAfter(event.key, stop, bars.length);
        if (next === null) return;
        event.preventDefault();
        setCurrent(next);
        const target = event.currentTarget.children[next];
        if (target instanceof HTMLElement) target.focus();
      }}
    >
      {bars.map((bar, index) => {
        const item = items[index];
        const isOn = isChosen(bar, chosen);
        const label = `${say(by, bar.from)}: ${item === undefined ? "" : outcomeWords(item)}`;
        return (
          <button
            key={bar.from}
            type="button"
            className="outcome-bar"
            aria-label={label}
            aria-pressed={isOn}
            title={label}
            tabIndex={index === stop ? 0 : -1}
            onFocus={() => setCurrent(index)}
            onClick={() =>
              onDates(isOn ? { from: undefined, to: undefined } : { from: bar.from, to: bar.to })
            }
          >
            <BarParts parts={bar.parts} />
          </button>
        );
      })}
    </div>
  );
}

function stopAfter(key: string, stop: number, count: number): number | null {
  const last = count - 1;
  if (key === "ArrowRight") return Math.min(last, stop + 1);
  if (key === "ArrowLeft") return Math.max(0, stop - 1);
  if (key === "Home") return 0;
  return key === "End" ? last : null;
}

function BarParts({ parts }: Pick<OutcomeBar, "parts">) {
  return (
    <svg width="100%" height={height} aria-hidden>
      <rect className="outcome-ground" y={height - 1} width="100%" height={1} />
      {parts.map(({ kind, y, height: partHeight }) => (
        <rect key={kind} y={y} width="100%" height={partHeight} fill={fillOf(kind)} />
      ))}
    </svg>
  );
}

/** Names what the bars are made of, with the totals. */
function Legend({ items }: { readonly items: readonly RunOutcomes[] }) {
  const total = items.reduce((sum, item) => sum + totalOf(item), 0);
  return (
    <ul className="outcome-legend">
      {total === 0 && <li>No runs in this time</li>}
      {outcomeKinds.map(({ kind, label, tone }) => {
        const count = items.reduce((sum, item) => sum + item[kind], 0);
        if (count === 0) return null;
        const { icon: Glyph } = toneLooks[tone];
        return (
          <li key={kind}>
            <span className="outcome-swatch" data-kind={kind} aria-hidden>
              <Glyph size={11} stroke={3} />
            </span>
            {label} {count.toLocaleString()}
          </li>
        );
      })}
    </ul>
  );
}

function OutcomeTable({ items, by }: { readonly items: readonly RunOutcomes[]; readonly by: By }) {
  return (
    <VisuallyHidden>
      <table>
        <caption>What became of runs, by {by}</caption>
        <thead>
          <tr>
            <th scope="col">{by === "hour" ? "Hour" : "Day"}</th>
            {outcomeKinds.map(({ kind, label }) => (
              <th key={kind} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items
            .filter((item) => totalOf(item) > 0)
            .map((item) => (
              <tr key={item.at}>
                <th scope="row">{say(by, item.at)}</th>
                {outcomeKinds.map(({ kind }) => (
                  <td key={kind}>{item[kind]}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </VisuallyHidden>
  );
}
