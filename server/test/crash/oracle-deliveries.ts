import type { Records, RunRecord, StepRecord } from "./oracle-records.ts";
import type { Delivery } from "./sinks.ts";

const sinkOf: Readonly<Record<string, Delivery["sink"]>> = {
  webhook: "webhook",
  email: "mail",
  slack: "slack",
};

interface Judged {
  readonly arrivals: string[];
  readonly keys: string[];
  readonly duplicates: number;
}

/** I4 and I5: what the sinks saw, held against what the steps say they did. */
export function judgeDeliveries({ runs }: Records, journal: readonly Delivery[]): Judged {
  const byAct = Map.groupBy(journal, ({ node, subject }) => `${node} ${subject}`);
  const arrivals: string[] = [];
  const keys: string[] = [];
  const known = new Set<string>();
  let duplicates = 0;
  for (const run of runs) {
    for (const step of run.steps) {
      if (sinkOf[step.nodeType] === undefined) continue;
      const act = `${step.nodeId} ${run.subject}`;
      known.add(act);
      const seen = (byAct.get(act) ?? []).length;
      duplicates += Math.max(0, seen - 1);
      arrivals.push(...arrivalFaults(run, step, { act, seen }));
    }
  }
  for (const [act, deliveries] of byAct) {
    if (!known.has(act)) arrivals.push(`${act} came from no step`);
    const own = new Set(deliveries.map((delivery) => delivery.key));
    if (own.size > 1) keys.push(`${act} came with ${own.size} keys`);
  }
  keys.push(...sharedKeys(journal));
  return { arrivals, keys, duplicates };
}

function arrivalFaults(
  run: RunRecord,
  step: StepRecord,
  seen: { readonly act: string; readonly seen: number },
): string[] {
  const caught = step.effects.some((effect) => effect.state === "caught");
  if (step.status === "completed" && seen.seen === 0 && !caught) {
    return [`${seen.act} never arrived`];
  }
  if (step.status === "skipped" && seen.seen > 0) return [`${seen.act} arrived and was skipped`];
  const attempts = run.attempts.filter((attempt) => attempt.ordinal === step.ordinal);
  const failed = attempts.filter((attempt) => attempt.outcome !== "succeeded").length;
  // An attempt that failed may have got there: its reply was an error, or was cut off.
  const explained = failed + (step.status === "completed" || run.status === "cancelled" ? 1 : 0);
  return seen.seen > Math.max(1, explained)
    ? [`${seen.act} arrived ${seen.seen} times, ${explained} explained`]
    : [];
}

function sharedKeys(journal: readonly Delivery[]): string[] {
  const withKey = journal.filter((delivery) => delivery.key !== null);
  return [...Map.groupBy(withKey, (delivery) => delivery.key)].flatMap(([key, deliveries]) => {
    const acts = new Set(deliveries.map(({ node, subject }) => `${node} ${subject}`));
    return acts.size > 1 ? [`${key ?? ""} stands for ${[...acts].join(" and ")}`] : [];
  });
}
