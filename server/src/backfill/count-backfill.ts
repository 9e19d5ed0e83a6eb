import {
  maxBackfillResponses,
  type BackfillCount,
  type BackfillFilter,
  type TaskRunState,
} from "@formloom/shared/api";
import type { Plan } from "@formloom/shared/graph";
import type { PrismaClient } from "../db/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { invalidValue } from "../http/refusal.ts";
import { judgeResponse } from "./judge-response.ts";
import { readPastWork } from "./past-work.ts";
import type { BackfillSubject } from "./read-subject.ts";
import { readWalkBatch, type Walk } from "./walk-responses.ts";

/** Responses that are looked at together. */
const batchSize = 1_000;
const maxSample = 20;
/** No id is greater. */
const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export interface Counted {
  readonly count: BackfillCount;
  /** The newest response there was; null: none. */
  readonly upToId: string | null;
}

/** Judges every response that fits, as the backfill will. 422 where there are more than it may take. */
export async function countBackfill(
  prisma: PrismaClient,
  subject: BackfillSubject,
  filter: BackfillFilter,
): Promise<Counted> {
  const { form, pipeline, version, aim } = subject;
  const newest = await prisma.formResponse.findFirst({
    where: { formId: form.id },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  const { id, name, timeZone } = form;
  const walk: Walk = {
    form: { id, name, timeZone, fields: storedFields(form) },
    pipelineId: pipeline.id,
    filter,
    plan: aim.plan,
    upToId: newest?.id ?? lastId,
  };
  const tally = newTally();
  let afterId: string | null = null;
  do {
    const batch = await readWalkBatch(prisma, walk, { afterId, limit: batchSize });
    const ids = batch.responses.map((response) => response.id).filter((one) => one !== null);
    const past = await readPastWork(prisma, { formId: id, pipelineId: pipeline.id }, ids);
    for (const one of ids) note(tally, one, judgeResponse(aim, past(one)));
    tally.matching += ids.length;
    if (tally.matching > maxBackfillResponses) throw tooMany();
    ({ afterId } = batch);
  } while (afterId !== null);
  return {
    count: { ...presentTally(tally), acts: actsOf(aim.plan), version: version.number ?? 0 },
    upToId: newest?.id ?? null,
  };
}

interface Tally {
  matching: number;
  toMake: number;
  readonly states: Map<TaskRunState, number>;
  readonly reasons: Map<string, number>;
  /** The newest, oldest first. */
  sampleIds: string[];
}

const newTally = (): Tally => ({
  matching: 0,
  toMake: 0,
  states: new Map(),
  reasons: new Map(),
  sampleIds: [],
});

function note(tally: Tally, id: string, verdict: ReturnType<typeof judgeResponse>): void {
  if (verdict.kind === "make") {
    tally.toMake += 1;
    tally.sampleIds.push(id);
    if (tally.sampleIds.length > maxSample) tally.sampleIds.shift();
    return;
  }
  const { state, reason } = verdict;
  tally.states.set(state, (tally.states.get(state) ?? 0) + 1);
  tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
}

function presentTally(tally: Tally): Omit<BackfillCount, "acts" | "version"> {
  const of = (state: TaskRunState): number => tally.states.get(state) ?? 0;
  return {
    matching: tally.matching,
    toMake: tally.toMake,
    skippedAsDone: of("skipped-done"),
    skippedAsUnderWay: of("skipped-under-way"),
    skippedAsPartly: of("skipped-partly"),
    filtered: of("filtered"),
    refused: of("refused"),
    reasons: [...tally.reasons]
      .map(([reason, count]) => ({ reason, count }))
      .toSorted((one, other) => other.count - one.count),
    sampleIds: tally.sampleIds.toReversed(),
  };
}

const actsOf = ({ steps }: Plan): BackfillCount["acts"] =>
  steps
    .filter(({ acts, disabled }) => acts && !disabled)
    .map(({ nodeId, name, type, config }) => ({
      nodeId,
      name,
      type,
      to: recipientsOf(type, config),
    }));

/** An email's recipients as they are set up, pills included. */
function recipientsOf(type: string, config: Readonly<Record<string, unknown>>): string[] {
  if (type !== "email") return [];
  const lists = [config["to"], config["cc"], config["bcc"]];
  return lists.flatMap((list) =>
    Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [],
  );
}

const tooMany = () =>
  invalidValue(
    "filter",
    "too_many",
    `More than ${maxBackfillResponses.toLocaleString("en")} responses fit. Choose fewer, by dates for example.`,
  );
