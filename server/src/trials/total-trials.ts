import type {
  DryRunSummary,
  ResponseTrial,
  StepCounts,
  StepTotals,
  StepTrial,
} from "@formloom/shared/api";
import type { Plan } from "@formloom/shared/graph";

/** Different causes that are counted; what is beyond is left out of the list, not of the counts. */
const maxCauses = 20;
const shownCauses = 5;
const none: StepCounts = { runs: 0, skipped: 0, fails: 0 };

/** Totals before anything was tried, with a line for each step of either version. */
export function newTotals(plans: readonly Plan[], liveVersion: number | null): DryRunSummary {
  const [draft, live] = plans;
  const liveIds = new Set(live?.steps.map(({ nodeId }) => nodeId));
  const draftIds = new Set(draft?.steps.map(({ nodeId }) => nodeId));
  const line = ({ nodeId, name, type, acts }: Plan["steps"][number]): StepTotals => ({
    nodeId,
    name,
    type,
    acts,
    draft: draftIds.has(nodeId) ? none : null,
    live: liveIds.has(nodeId) ? none : null,
    failures: [],
    words: "",
  });
  const gone = live?.steps.filter(({ nodeId }) => !draftIds.has(nodeId)) ?? [];
  const steps = [...(draft?.steps ?? []), ...gone].map(line);
  return { tried: 0, liveVersion, different: 0, failing: 0, stopped: 0, steps };
}

/** The totals with more responses counted in. Pure: what was counted is not changed. */
export function addTrials(totals: DryRunSummary, trials: readonly ResponseTrial[]): DryRunSummary {
  const tried = totals.tried + trials.length;
  const drafts = stepsById(trials.map(({ draft }) => draft.steps));
  const lives = stepsById(trials.map(({ comparison }) => comparison?.live.steps ?? []));
  const steps = totals.steps.map((line): StepTotals => {
    const found = drafts.get(line.nodeId) ?? [];
    const counted = {
      ...line,
      draft: line.draft === null ? null : addCounts(line.draft, found),
      live: line.live === null ? null : addCounts(line.live, lives.get(line.nodeId) ?? []),
      failures: addCauses(line.failures, found),
    };
    return { ...counted, words: inWords(counted, tried) };
  });
  return {
    ...totals,
    tried,
    different: totals.different + trials.filter(isDifferent).length,
    failing: totals.failing + trials.filter(isFailing).length,
    stopped: totals.stopped + trials.filter(isStopped).length,
    steps,
  };
}

/** Totals as they are shown: with the most frequent causes only. */
export function shownTotals(totals: DryRunSummary): DryRunSummary {
  const steps = totals.steps.map((line) => ({
    ...line,
    failures: line.failures.slice(0, shownCauses),
  }));
  return { ...totals, steps };
}

export const isDifferent = ({ comparison }: ResponseTrial): boolean =>
  comparison?.change === "different";

export const isFailing = ({ draft }: ResponseTrial): boolean =>
  draft.steps.some(({ verdict }) => verdict === "fails");

const isStopped = ({ draft }: ResponseTrial): boolean =>
  draft.ends === "not-started" || draft.ends === "filtered";

function stepsById(lists: readonly (readonly StepTrial[])[]): Map<string, StepTrial[]> {
  const byId = new Map<string, StepTrial[]>();
  for (const step of lists.flat()) {
    const list = byId.get(step.nodeId);
    if (list === undefined) byId.set(step.nodeId, [step]);
    else list.push(step);
  }
  return byId;
}

function addCounts(counts: StepCounts, steps: readonly StepTrial[]): StepCounts {
  const count = (...verdicts: readonly StepTrial["verdict"][]): number =>
    steps.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return {
    runs: counts.runs + count("runs", "waits", "off"),
    skipped: counts.skipped + count("skipped"),
    fails: counts.fails + count("fails"),
  };
}

function addCauses(
  causes: StepTotals["failures"],
  steps: readonly StepTrial[],
): StepTotals["failures"] {
  const byCause = new Map(causes.map((cause) => [`${cause.code} ${cause.message}`, cause]));
  for (const { error } of steps) {
    if (error === null) continue;
    const { code, message } = error;
    const key = `${code} ${message}`;
    const count = (byCause.get(key)?.count ?? 0) + 1;
    if (count > 1 || byCause.size < maxCauses) byCause.set(key, { code, message, count });
  }
  return [...byCause.values()].toSorted((a, b) => b.count - a.count);
}

/** "12 of 20 would send (was 15); 2 would fail: …" */
function inWords(line: Omit<StepTotals, "words">, tried: number): string {
  const { acts, draft, live, failures } = line;
  if (draft === null) {
    return `Not in the draft any more (${live?.runs ?? 0} of ${tried} in the live version)`;
  }
  const does = acts ? "would send" : "would come to it";
  const was = live !== null && live.runs !== draft.runs ? ` (was ${live.runs})` : "";
  const [cause] = failures;
  const why = cause === undefined ? "" : `: ${cause.message.replace(/\.$/, "")}`;
  const fails = draft.fails === 0 ? "" : `; ${draft.fails} would fail${why}`;
  return `${draft.runs} of ${tried} ${does}${was}${fails}`;
}
