import { newId } from "@formloom/shared/kernel";
import { asJson, type PrismaClient, type TransactionClient } from "../db/client.ts";

export interface AuditFact {
  /** Absent or null: nobody who is known, or the server itself. */
  readonly userId?: string | null;
  /** Such as `auth.denied`, `connection.created`. */
  readonly action: string;
  readonly subjectType?: string;
  readonly subjectId?: string;
  /** Ids and names only: no secret, no answer. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly address?: string;
}

/** The append-only record of who did what. */
export interface Audit {
  /** In the transaction of what is recorded, where there is one. */
  record(fact: AuditFact, tx?: TransactionClient): Promise<void>;
}

export function createAudit(prisma: PrismaClient): Audit {
  return {
    async record(fact, tx) {
      await (tx ?? prisma).auditEntry.create({
        data: {
          id: newId(),
          userId: fact.userId ?? null,
          action: fact.action,
          subjectType: fact.subjectType ?? null,
          subjectId: fact.subjectId ?? null,
          detail: asJson(fact.detail ?? {}),
          address: fact.address ?? null,
        },
      });
    },
  };
}
