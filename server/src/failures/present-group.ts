import type { FailureGroupView } from "@formloom/shared/api";
import { blameSchema } from "@formloom/shared/plugin";
import { formRight } from "../accounts/access.ts";
import type { PrismaClient } from "../db/client.ts";
import type { FailureGroup } from "../db/generated/client.ts";
import type { Caller } from "../http/call.ts";
import { presentTasks } from "../tasks/present-task.ts";
import { failureSentence, suggestAct } from "./describe-failure.ts";

interface Counts {
  readonly fingerprint: string;
  readonly open: number;
  readonly responses: number;
  readonly replayed: number;
  readonly resolved: number;
  readonly dismissed: number;
  readonly gone: number;
}

/** Causes as the readers of their forms see them, by fingerprint; what else they need is read once for all. */
export async function presentGroups(
  prisma: PrismaClient,
  caller: Caller,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, FailureGroupView>> {
  if (fingerprints.length === 0) return new Map();
  const groups = await prisma.failureGroup.findMany({
    where: { fingerprint: { in: [...fingerprints] } },
  });
  const counts = await readCounts(prisma, fingerprints);
  const facts = await readFacts(prisma, groups);
  return new Map(
    groups.flatMap((group): [string, FailureGroupView][] => {
      const form = facts.forms.get(group.formId);
      const count = counts.get(group.fingerprint);
      if (form === undefined || count === undefined) return [];
      // Only what the caller may see comes here.
      const mayEdit = formRight(caller, { ownerId: form.ownerId, shared: true }) === "write";
      return [[group.fingerprint, presentGroup(group, { form, count, facts, mayEdit })]];
    }),
  );
}

function presentGroup(
  group: FailureGroup,
  of: {
    readonly form: { readonly name: string };
    readonly count: Counts;
    readonly facts: Awaited<ReturnType<typeof readFacts>>;
    readonly mayEdit: boolean;
  },
): FailureGroupView {
  const { form, count, facts, mayEdit } = of;
  const { open, responses, fingerprint, ...settled } = count;
  const { formId, pipelineId, nodeId, nodeType, stepName, code, connectionId } = group;
  const { message, hint, unknown, service } = group;
  const settledRuns = Object.values(settled).reduce((sum, one) => sum + one, 0);
  const said = { message, stepName, formName: form.name, unknown };
  const who = blameSchema.parse(group.who);
  const name = connectionId === null ? undefined : facts.connections.get(connectionId);
  const connection =
    connectionId === null || name === undefined ? null : { id: connectionId, name };
  return {
    fingerprint,
    sentence: failureSentence({ ...said, open, responses, settled: settledRuns }),
    formId,
    formName: form.name,
    pipelineId,
    pipelineName: facts.pipelines.get(pipelineId) ?? "",
    nodeId,
    nodeType,
    stepName,
    code,
    message,
    hint,
    who,
    unknown,
    service,
    act: suggestAct({ unknown, who, code, hint, connection }),
    open,
    responses,
    settled,
    firstSeenAt: group.firstSeenAt.toISOString(),
    lastSeenAt: group.lastSeenAt.toISOString(),
    task: group.taskId === null ? null : (facts.tasks.get(group.taskId) ?? null),
    mayEdit,
  };
}

async function readFacts(prisma: PrismaClient, groups: readonly FailureGroup[]) {
  const [forms, pipelines, connections, tasks] = await Promise.all([
    prisma.form.findMany({
      where: { id: { in: groups.map(({ formId }) => formId) } },
      select: { id: true, name: true, ownerId: true },
    }),
    prisma.pluginConfig.findMany({
      where: { id: { in: groups.map(({ pipelineId }) => pipelineId) } },
      select: { id: true, name: true },
    }),
    prisma.connection.findMany({
      where: { id: { in: groups.flatMap(({ connectionId }) => connectionId ?? []) } },
      select: { id: true, name: true },
    }),
    prisma.task.findMany({ where: { id: { in: groups.flatMap(({ taskId }) => taskId ?? []) } } }),
  ]);
  const presentTask = await presentTasks(prisma, tasks);
  return {
    forms: new Map(forms.map((form) => [form.id, form])),
    pipelines: new Map(pipelines.map(({ id, name }) => [id, name])),
    connections: new Map(connections.map(({ id, name }) => [id, name])),
    tasks: new Map(tasks.map((task) => [task.id, presentTask(task)])),
  };
}

/** Served by FailedStep_open, and for what is settled by FailedStep_fingerprint_settledHow_idx. */
async function readCounts(
  prisma: PrismaClient,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, Counts>> {
  const rows = await prisma.$queryRaw<Counts[]>`
    SELECT g.fingerprint, o.open, o.responses, s.replayed, s.resolved, s.dismissed, s.gone
    FROM unnest(${[...fingerprints]}::uuid[]) AS g(fingerprint)
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS open, count(DISTINCT "responseId")::int AS responses
      FROM "FailedStep" f WHERE f.fingerprint = g.fingerprint AND f."settledAt" IS NULL
    ) o
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE "settledHow" = 'replayed')::int AS replayed,
        count(*) FILTER (WHERE "settledHow" = 'resolved')::int AS resolved,
        count(*) FILTER (WHERE "settledHow" = 'dismissed')::int AS dismissed,
        count(*) FILTER (WHERE "settledHow" = 'gone')::int AS gone
      FROM "FailedStep" f WHERE f.fingerprint = g.fingerprint AND f."settledHow" IS NOT NULL
    ) s`;
  return new Map(rows.map((row) => [row.fingerprint, row]));
}
