import { Client } from "pg";

/** The database would acknowledge what it may lose. */
export class NotDurable extends Error {}

/**
 * Refuses a database that acknowledges commits before they are on disk: "accepted" would not mean
 * durable. @throws NotDurable naming the setting.
 */
export async function checkDurability(connectionString: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const result = await client.query<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')`,
    );
    const off = result.rows.filter((row) => row.setting === "off").map((row) => row.name);
    if (off.length > 0) {
      throw new NotDurable(
        `The database has ${off.join(" and ")} switched off, so that what it confirms can be lost: switch it on.`,
      );
    }
  } finally {
    await client.end();
  }
}
