import { newId } from "@formloom/shared/kernel";
import { roleSchema, type Role, type UserView } from "@formloom/shared/api";
import type { TransactionClient } from "../db/client.ts";
import type { User } from "../db/generated/client.ts";

export interface PersonInput {
  readonly name: string;
  /** Lower-cased already. */
  readonly email: string;
  readonly passwordHash: string;
  readonly role: Role;
}

/** Writes a person and the account they sign in by. */
export async function createPerson(tx: TransactionClient, input: PersonInput): Promise<User> {
  const id = newId();
  const user = await tx.user.create({
    data: { id, name: input.name, email: input.email, role: input.role, emailVerified: true },
  });
  await tx.account.create({
    data: {
      id: newId(),
      accountId: id,
      providerId: "credential",
      userId: id,
      password: input.passwordHash,
    },
  });
  return user;
}

export function presentUser(user: User): UserView {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: roleSchema.parse(user.role),
    disabled: user.disabledAt !== null,
    createdAt: user.createdAt.toISOString(),
  };
}
