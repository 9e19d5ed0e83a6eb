import type { ResourceKind } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { Access, Caller, Right } from "../http/call.ts";

/**
 * Who may do what: admins everything but with other people's credentials, owners everything with their own
 * forms and what hangs on them, viewers read what is shared with them.
 */
export function createAccess(prisma: PrismaClient): Access {
  const rights: Readonly<Record<ResourceKind, (caller: Caller, id: string) => Promise<Right>>> = {
    form: (caller, id) => rightToForm(prisma, caller, id),
    pipeline: async (caller, id) => {
      const where = { id, deletedAt: null };
      const row = await prisma.pluginConfig.findFirst({ where, select: { formId: true } });
      return rightToForm(prisma, caller, row?.formId);
    },
    run: async (caller, id) => {
      const row = await prisma.pluginRun.findUnique({ where: { id }, select: { formId: true } });
      return rightToForm(prisma, caller, row?.formId);
    },
    task: async (caller, id) => {
      const row = await prisma.task.findUnique({ where: { id }, select: { formId: true } });
      return rightToForm(prisma, caller, row?.formId);
    },
    failure: async (caller, fingerprint) => {
      const where = { fingerprint };
      const row = await prisma.failureGroup.findUnique({ where, select: { formId: true } });
      return rightToForm(prisma, caller, row?.formId);
    },
    connection: async (caller, id) => {
      const row = await prisma.connection.findUnique({ where: { id }, select: { ownerId: true } });
      if (row?.ownerId !== caller.id) return "none";
      return caller.role === "viewer" ? "read" : "write";
    },
    token: async (caller, id) => {
      const row = await prisma.apiToken.findUnique({ where: { id }, select: { userId: true } });
      return row?.userId === caller.id ? "write" : "none";
    },
    user: (caller, id) =>
      Promise.resolve(caller.role === "admin" || caller.id === id ? "write" : "none"),
  };
  return { rightTo: (caller, resource, id) => rights[resource](caller, id) };
}

async function rightToForm(
  prisma: PrismaClient,
  caller: Caller,
  formId: string | undefined,
): Promise<Right> {
  if (formId === undefined) return "none";
  const form = await prisma.form.findFirst({
    where: { id: formId, deletedAt: null },
    select: { ownerId: true, shares: { where: { userId: caller.id }, select: { userId: true } } },
  });
  if (form === null) return "none";
  return formRight(caller, { ownerId: form.ownerId, shared: form.shares.length > 0 });
}

/** What a caller may do with a form that exists. */
export function formRight(
  caller: Pick<Caller, "id" | "role">,
  form: { readonly ownerId: string; readonly shared: boolean },
): Right {
  if (caller.role === "admin") return "write";
  if (form.ownerId === caller.id) return caller.role === "owner" ? "write" : "read";
  return form.shared ? "read" : "none";
}

/** The forms a caller may see, as a condition for queries: lists are narrowed by it, never after. */
export function visibleForms(caller: Pick<Caller, "id" | "role">) {
  if (caller.role === "admin") return { deletedAt: null };
  return {
    deletedAt: null,
    OR: [{ ownerId: caller.id }, { shares: { some: { userId: caller.id } } }],
  };
}
