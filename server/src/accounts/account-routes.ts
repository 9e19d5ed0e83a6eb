import {
  getMe,
  getStatus,
  listAudit,
  listUsers,
  createUser,
  deleteUser,
  setUp,
  updateUser,
} from "@formloom/shared/api";
import { isRecord } from "@formloom/shared/values";
import type { Config } from "../config.ts";
import type { AuditEntry } from "../db/generated/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import type { Cursors } from "../http/cursor.ts";
import { toPage } from "../http/cursor.ts";
import { presentUser } from "./people.ts";
import { completeSetup } from "./setup.ts";
import { openSession, type SignInDeps } from "./sign-in.ts";
import { addUser, changeUser, removeUser } from "./users.ts";

export interface AccountDeps extends SignInDeps {
  readonly config: Pick<Config, "mailServer">;
  readonly cursors: Cursors;
  /** Shown in the status. */
  readonly version: string;
}

export function accountRoutes(deps: AccountDeps): BoundRoute[] {
  return [...entryRoutes(deps), ...userRoutes(deps), auditRoute(deps)];
}

function entryRoutes(deps: AccountDeps): BoundRoute[] {
  const { prisma, auth, limits } = deps;
  return [
    route(getStatus, async () => ({ setUp: await deps.isSetUp(), version: deps.version })),
    route(setUp, async ({ body, address, setHeader }) => {
      limits.check("set-up", address);
      limits.failed("set-up", address);
      const { hash } = (await auth.$context).password;
      const { password, ...person } = body;
      await completeSetup(prisma, { ...person, passwordHash: await hash(password) });
      limits.succeeded("set-up", address);
      const session = await openSession(deps, { email: body.email, password });
      if (session === null) throw new Error("The new admin cannot sign in.");
      setHeader("set-cookie", session.cookies);
      return { user: presentUser(session.user) };
    }),
    route(getMe, async ({ caller }) => {
      const user = await prisma.user.findUniqueOrThrow({ where: { id: caller.id } });
      const forms = await prisma.form.count({ take: 1 });
      return {
        user: presentUser(user),
        offerDemo: forms === 0 && user.role !== "viewer",
        mailConfigured: deps.config.mailServer !== null,
      };
    }),
  ];
}

function userRoutes(deps: AccountDeps): BoundRoute[] {
  const { prisma, cursors } = deps;
  return [
    route(listUsers, async ({ query }) => {
      const after = cursors.read("users", query.cursor);
      const rows = await prisma.user.findMany({
        where: after === null ? {} : { id: { gt: after } },
        orderBy: { id: "asc" },
        take: query.limit + 1,
      });
      return toPage(rows, {
        limit: query.limit,
        present: presentUser,
        cursorOf: (user) => cursors.write("users", user.id),
      });
    }),
    route(createUser, async ({ caller, body }) =>
      presentUser(await addUser(deps, caller.id, body)),
    ),
    route(updateUser, async ({ caller, params, body }) =>
      presentUser(await changeUser(deps, caller.id, { id: params.userId, ...body })),
    ),
    route(deleteUser, async ({ caller, params }) => {
      await removeUser(deps, caller.id, params.userId);
      return undefined;
    }),
  ];
}

function auditRoute({ prisma, cursors }: AccountDeps): BoundRoute {
  return route(listAudit, async ({ query }) => {
    const before = cursors.read("audit", query.cursor);
    const rows = await prisma.auditEntry.findMany({
      where: before === null ? {} : { id: { lt: before } },
      orderBy: { id: "desc" },
      take: query.limit + 1,
    });
    const people = await prisma.user.findMany({
      where: { id: { in: rows.flatMap((row) => row.userId ?? []) } },
      select: { id: true, name: true },
    });
    const names = new Map(people.map(({ id, name }) => [id, name]));
    return toPage(rows, {
      limit: query.limit,
      present: (entry) => presentEntry(entry, names),
      cursorOf: (entry) => cursors.write("audit", entry.id),
    });
  });
}

function presentEntry(entry: AuditEntry, names: ReadonlyMap<string, string>) {
  const { id, userId, action, subjectType, subjectId, detail } = entry;
  return {
    id,
    at: entry.at.toISOString(),
    userId,
    userName: names.get(userId ?? "") ?? "",
    action,
    subjectType,
    subjectId,
    detail: isRecord(detail) ? detail : {},
  };
}
