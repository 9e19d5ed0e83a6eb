import type { RouteBody, createUser, updateUser } from "@formloom/shared/api";
import { isUniqueViolation } from "../db/unique-violation.ts";
import type { TransactionClient } from "../db/client.ts";
import type { User } from "../db/generated/client.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { createPerson } from "./people.ts";
import type { SignInDeps } from "./sign-in.ts";

type UserDeps = Pick<SignInDeps, "prisma" | "auth" | "audit">;

/** Adds a person; 409 `email_taken`. */
export async function addUser(
  { prisma, auth, audit }: UserDeps,
  byUserId: string,
  { password, ...person }: RouteBody<typeof createUser>,
): Promise<User> {
  const passwordHash = await (await auth.$context).password.hash(password);
  try {
    return await prisma.$transaction(async (tx) => {
      const user = await createPerson(tx, { ...person, passwordHash });
      const detail = { role: person.role };
      await audit.record(
        { userId: byUserId, action: "user.created", ...subject(user.id), detail },
        tx,
      );
      return user;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal("email_taken", "Somebody with this e-mail address is here already.");
  }
}

/** Changes a person. Another role, a new password or being disabled ends their sessions at once. */
export async function changeUser(
  { prisma, auth, audit }: UserDeps,
  byUserId: string,
  change: { readonly id: string } & RouteBody<typeof updateUser>,
): Promise<User> {
  const password =
    change.password === undefined
      ? undefined
      : await (await auth.$context).password.hash(change.password);
  return prisma.$transaction(async (tx) => {
    const before = await tx.user.findUnique({ where: { id: change.id } });
    if (before === null) throw notFound();
    const user = await tx.user.update({
      where: { id: change.id },
      data: {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.disabled === undefined
          ? {}
          : { disabledAt: change.disabled ? new Date() : null }),
      },
    });
    if (password !== undefined) {
      await tx.account.updateMany({
        where: { userId: user.id, providerId: "credential" },
        data: { password },
      });
    }
    const roleChanged = user.role !== before.role;
    if (roleChanged || change.disabled === true || password !== undefined) {
      await tx.session.deleteMany({ where: { userId: user.id } });
    }
    await keepAnAdmin(tx);
    const { id, password: _hidden, ...detail } = change;
    await audit.record({ userId: byUserId, action: "user.changed", ...subject(id), detail }, tx);
    return user;
  });
}

/** Removes a person who owns nothing; 409 `still_owns` otherwise. */
export async function removeUser(
  { prisma, audit }: UserDeps,
  byUserId: string,
  userId: string,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (user === null) throw notFound();
    const forms = await tx.form.count({ where: { ownerId: userId } });
    const connections = await tx.connection.count({ where: { ownerId: userId } });
    if (forms + connections > 0) {
      throw new Refusal(
        "still_owns",
        "This person still owns forms or connections: delete those first, or disable the person.",
      );
    }
    await tx.user.delete({ where: { id: userId } });
    await keepAnAdmin(tx);
    await audit.record({ userId: byUserId, action: "user.deleted", ...subject(userId) }, tx);
  });
}

function subject(id: string) {
  return { subjectType: "user", subjectId: id };
}

/** Locks the admins and undoes the change by a throw when none would be left to sign in. */
async function keepAnAdmin(tx: TransactionClient): Promise<void> {
  const admins = await tx.$queryRaw<unknown[]>`
    SELECT "id" FROM "User" WHERE "role" = 'admin' AND "disabledAt" IS NULL FOR UPDATE`;
  if (admins.length === 0) {
    throw new Refusal("last_admin", "There must be an admin who can sign in.");
  }
}
