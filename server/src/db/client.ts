import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";
import type { Prisma } from "./generated/client.ts";

export { Prisma, PrismaClient } from "./generated/client.ts";
export type { TransactionClient } from "./generated/internal/prismaNamespace.ts";

/** JSON on its way into a column: what was read through a schema or a normaliser. */
export type JsonInput = Prisma.InputJsonValue;

/** The client for everything but the hot path, on two connections of its own. */
export function createPrisma(connectionString: string): PrismaClient {
  const adapter = new PrismaPg({
    connectionString,
    max: 2,
    application_name: "formloom-api",
    // Compiling costs more than any statement here runs.
    options: "-c jit=off",
  });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 15_000 } });
}

/** Marks a value as JSON for a column. Prisma's own type refuses `unknown`, though any JSON is fine. */
export function asJson(value: unknown): JsonInput {
  return value as JsonInput; // callers pass what a schema or the normaliser has let through
}
