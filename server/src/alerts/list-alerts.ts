import {
  alertChannelSchema,
  alertKindSchema,
  alertMessageStateSchema,
  listAlerts,
  type AlertView,
} from "@formloom/shared/api";
import { visibleForms } from "../accounts/access.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Alert, AlertMessage } from "../db/generated/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { toPage, type Cursors } from "../http/cursor.ts";
import { nameAlerts, type NamedAlert } from "./present-alert.ts";

/** Alerts on the forms that the caller may see, with the messages that they themselves were sent. */
export function listAlertsRoute(deps: {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
}): BoundRoute {
  const { prisma, cursors } = deps;
  return route(listAlerts, async ({ caller, query }) => {
    const { limit, cursor, formId, pipelineId, state } = query;
    const list = `alerts ${formId ?? ""} ${pipelineId ?? ""} ${state ?? ""}`;
    const before = cursors.read(list, cursor);
    const only = formId === undefined ? {} : { id: formId };
    const forms = await prisma.form.findMany({
      where: { AND: [visibleForms(caller), only] },
      select: { id: true },
    });
    const rows = await prisma.alert.findMany({
      where: {
        formId: { in: forms.map(({ id }) => id) },
        ...(pipelineId === undefined ? {} : { pipelineId }),
        ...(state === undefined ? {} : { settledAt: state === "open" ? null : { not: null } }),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
    });
    const shown = await presentAlerts(prisma, rows, caller.id);
    return toPage(rows, {
      limit,
      present: ({ id }) => shown(id),
      cursorOf: ({ id }) => cursors.write(list, id),
    });
  });
}

async function presentAlerts(
  prisma: PrismaClient,
  rows: readonly Alert[],
  userId: string,
): Promise<(id: string) => AlertView> {
  const messages = await prisma.alertMessage.findMany({
    where: { userId, alertIds: { hasSome: rows.map(({ id }) => id) } },
    orderBy: { id: "asc" },
  });
  const named = await nameAlerts(prisma, rows);
  const views = new Map(named.map((alert) => [alert.row.id, presentAlert(alert, messages)]));
  return (id) => {
    const view = views.get(id);
    if (view === undefined) throw new Error("an alert was listed that was not read");
    return view;
  };
}

function presentAlert(
  { row, facts, formName, pipelineName, words }: NamedAlert,
  messages: readonly AlertMessage[],
): AlertView {
  return {
    id: row.id,
    kind: alertKindSchema.parse(row.kind),
    sentence: words.sentence,
    advice: words.advice,
    formId: row.formId,
    formName,
    pipelineId: row.pipelineId,
    pipelineName,
    connectionId: row.kind === "connection" ? (facts.failure?.connectionId ?? null) : null,
    count: row.count,
    startedAt: row.startedAt.toISOString(),
    lastAt: row.lastAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
    messages: messages
      .filter(({ alertIds }) => alertIds.includes(row.id))
      .map(({ channel, state, endedAt, createdAt, problem }) => ({
        channel: alertChannelSchema.parse(channel),
        state: alertMessageStateSchema.parse(state),
        at: (endedAt ?? createdAt).toISOString(),
        problem,
      })),
  };
}
