import type { EngineHealth, HealthFinding, HealthLevel, ServiceHealth } from "@formloom/shared/api";

/** What health is judged by. */
export type HealthFacts = Omit<EngineHealth, "level" | "findings">;

const waitsLongS = 60;
const waitsTooLongS = 300;
const leastFailures = 3;
const leastShare = 0.2;
const sweepLateMs = 30_000;
const tidyLateMs = 3 * 3_600_000;

/** What is wrong, worst first, and how bad it is in all. */
export function judgeHealth(facts: HealthFacts): Pick<EngineHealth, "level" | "findings"> {
  const findings = judges.flatMap((judge) => judge(facts));
  const sorted = findings.toSorted((a, b) => weight[b.level] - weight[a.level]);
  return { level: sorted[0]?.level ?? "well", findings: sorted };
}

const weight: Readonly<Record<HealthLevel, number>> = { well: 0, care: 1, trouble: 2 };

const finding = (
  level: HealthFinding["level"],
  sentence: string,
  since: string | null = null,
): HealthFinding => ({ level, sentence, since });

const judges: readonly ((facts: HealthFacts) => HealthFinding[])[] = [
  ({ processes }) =>
    processes.length > 0 ? [] : [finding("trouble", "No process takes up runs.")],
  ({ services }) => services.flatMap(judgeService),
  ({ queue: { due, oldestSeconds } }) => {
    if (oldestSeconds < waitsLongS) return [];
    const level = oldestSeconds < waitsTooLongS ? "care" : "trouble";
    const long = `${Math.floor(oldestSeconds / 60)} min`;
    return [
      finding(level, `${counted(due, "run")} in the queue; the first has waited for ${long}.`),
    ];
  },
  ({ lastHour: { completed = 0, failed = 0 } }) =>
    failed >= leastFailures && failed >= leastShare * (completed + failed)
      ? [
          finding(
            "care",
            `${failed} of ${counted(completed + failed, "run")} of the last hour failed.`,
          ),
        ]
      : [],
  ({ unfinished: { needs_attention: undecided = 0 } }) =>
    undecided === 0
      ? []
      : [
          finding(
            "care",
            `${counted(undecided, "run")} wait until somebody says whether something was sent.`,
          ),
        ],
  ({ waiting }) =>
    waiting
      .filter(({ paused, runs }) => paused && runs > 0)
      .map(({ pipelineName, runs, oldestAt }) =>
        finding("care", `“${pipelineName}” is paused and holds ${counted(runs, "run")}.`, oldestAt),
      ),
  ({ defects: { strayRuns, threadsLost } }) => {
    const { hung = 0, memory = 0 } = threadsLost;
    return [
      ...(strayRuns === 0
        ? []
        : [
            finding(
              "care",
              `${counted(strayRuns, "run")} had to be put back into the queue: a fault of Formloom's.`,
            ),
          ]),
      ...(hung + memory === 0
        ? []
        : [
            finding(
              "care",
              `${counted(hung + memory, "worker thread")} had to be ended, as a step hung or took too much memory.`,
            ),
          ]),
    ];
  },
  ({ at, upkeep: { sweptAt, housekeeping } }) => [
    ...(sweptAt !== null && Date.parse(at) - Date.parse(sweptAt) > sweepLateMs
      ? [finding("trouble", "Lost runs are not looked for.", sweptAt)]
      : []),
    ...(housekeeping === null || housekeeping.problem === null
      ? []
      : [finding("care", `Tidying up failed: ${housekeeping.problem}`, housekeeping.at)]),
    ...(housekeeping !== null && Date.parse(at) - Date.parse(housekeeping.at) > tidyLateMs
      ? [finding("care", "Old data was not tidied away for a while.", housekeeping.at)]
      : []),
  ],
  ({ alerts: { undelivered } }) =>
    undelivered.length === 0
      ? []
      : [finding("care", `${counted(undelivered.length, "alert")} could not be delivered.`)],
];

function judgeService(service: ServiceHealth): HealthFinding[] {
  const { host, calls, failed, failingSince, circuit } = service;
  if (circuit === "open") {
    const words = `${host} has refused ${failed} of the last ${counted(calls, "call")}, and is left alone`;
    return [finding("trouble", words, failingSince)];
  }
  if (failed < leastFailures || failed < leastShare * calls) return [];
  const words = `${host} has refused ${failed} of the last ${counted(calls, "call")}`;
  return [finding(failingSince === null ? "care" : "trouble", words, failingSince)];
}

const counted = (count: number, one: string): string =>
  `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
