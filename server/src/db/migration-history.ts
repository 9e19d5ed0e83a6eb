import pg from "pg";

export interface AppliedMigration {
  name: string;
  checksum: string;
}

/** The migrations that this database has finished, oldest first; none in an empty database. */
export async function appliedMigrations(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const result = await client
    .query<AppliedMigration>(
      `SELECT migration_name AS name, checksum FROM _prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
    )
    .catch(emptyWithoutTable);
  return result.rows;
}

/**
 * Settles what a migrator that was killed or failed left open; call it under the migration lock, when
 * nobody else can be at work. A migration whose stamp is there took place and is marked finished; one
 * without was rolled back by PostgreSQL and is marked so, which lets it be applied again.
 */
export async function repairUnfinished(client: pg.ClientBase): Promise<void> {
  await client
    .query(
      `UPDATE _prisma_migrations
       SET finished_at = CASE WHEN applied_steps_count > 0 THEN now() END,
           rolled_back_at = CASE WHEN applied_steps_count > 0 THEN NULL ELSE now() END
       WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
    )
    .catch(emptyWithoutTable);
}

function emptyWithoutTable(error: unknown): { rows: AppliedMigration[] } {
  const undefinedTable = "42P01";
  if (error instanceof pg.DatabaseError && error.code === undefinedTable) return { rows: [] };
  throw error;
}
