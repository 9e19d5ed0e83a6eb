import { listOutbox } from "@formloom/shared/api";
import { caughtMailSchema } from "@formloom/shared/plugin";
import { visibleForms } from "../accounts/access.ts";
import type { PrismaClient } from "../db/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { toPage, type Cursors } from "../http/cursor.ts";

/** Mails that were caught for want of a mail server: of the forms that the caller may see, and alerts to them. */
export function outboxRoute(deps: {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
}): BoundRoute {
  const { prisma, cursors } = deps;
  return route(listOutbox, async ({ caller, query }) => {
    const list = `outbox ${query.formId ?? ""}`;
    const before = cursors.read(list, query.cursor);
    const only = query.formId === undefined ? {} : { id: query.formId };
    const forms = await prisma.form.findMany({
      where: { AND: [visibleForms(caller), only] },
      select: { id: true, name: true },
    });
    const names = new Map(forms.map((form) => [form.id, form.name]));
    const rows = await prisma.outboxMail.findMany({
      where: {
        OR: [
          { formId: { in: [...names.keys()] } },
          ...(query.formId === undefined ? [{ userId: caller.id }] : []),
        ],
        ...(before === null ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: query.limit + 1,
    });
    return toPage(rows, {
      limit: query.limit,
      present: ({ id, formId, runId, nodeId, createdAt, mail }) => ({
        ...caughtMailSchema.parse(mail),
        id,
        formId,
        formName: names.get(formId ?? "") ?? "",
        runId,
        nodeId,
        createdAt: createdAt.toISOString(),
      }),
      cursorOf: (row) => cursors.write(list, row.id),
    });
  });
}
