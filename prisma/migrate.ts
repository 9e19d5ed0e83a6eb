import { migrate } from "../server/src/db/migrate.ts";

export { MigrationError, migrate } from "../server/src/db/migrate.ts";

/** `DATABASE_URL=… node prisma/migrate.ts` migrates a database without starting a server on it. */
if (import.meta.main) {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString)
    throw new Error("Set DATABASE_URL to the database that is to be migrated.");
  const { applied } = await migrate({ connectionString });
  process.stdout.write(`${applied.length} migrations applied ${applied.join(" ")}`.trim() + "\n");
}
