import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum, DriverAdapterError } from "@prisma/driver-adapter-utils";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
} from "@prisma/driver-adapter-utils";
import pg from "pg";
import { withDatabase } from "./connection-string.ts";

/** The object ids of PostgreSQL's one-byte `"char"`, which catalog tables use for flags, and of text. */
const CHAR_OID = 18;
const TEXT_OID = 25;

interface MigrationAdapterFactory extends SqlMigrationAwareDriverAdapterFactory {
  /** Ends every connection that the engine opened and drops its shadow databases. */
  close(): Promise<void>;
}

interface ScriptHooks {
  /** What this appends to a script commits with it or not at all. */
  complete(script: string): string;
  /** The engine's own error does not say what PostgreSQL said. */
  failed(error: unknown): void;
}

interface FactoryOptions {
  connectionString: string;
  script?: ScriptHooks;
}

const noHooks: ScriptHooks = { complete: (script) => script, failed: () => undefined };

/**
 * What the schema engine talks to. Prisma's own factory does not serve: given a connection string it
 * replays the shadow database inside the real one, it cannot read `"char"` columns, and it splits
 * scripts at every semicolon, also within function bodies.
 */
export function createMigrationAdapterFactory(options: FactoryOptions): MigrationAdapterFactory {
  const { connectionString, script = noHooks } = options;
  const closers: (() => Promise<void>)[] = [];

  async function open(address: string): Promise<SqlDriverAdapter> {
    const pool = new pg.Pool({ connectionString: address, max: 1 });
    closers.unshift(() => pool.end());
    return adaptPool(pool, script);
  }

  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => open(connectionString),
    async connectToShadowDb() {
      const database = `formloom_shadow_${randomUUID().replaceAll("-", "")}`;
      await runOnce(connectionString, `CREATE DATABASE "${database}" TEMPLATE template0`);
      closers.unshift(() =>
        runOnce(connectionString, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
      );
      return open(withDatabase(connectionString, database));
    },
    async close() {
      for (const closer of closers.splice(0)) await closer();
    },
  };
}

async function runOnce(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function adaptPool(pool: pg.Pool, script: ScriptHooks): Promise<SqlDriverAdapter> {
  const query = pool.query.bind(pool);
  const charColumns = reportCharAsText(pool);
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    async queryRaw(query: SqlQuery) {
      const result = await queryRaw(query);
      for (const column of charColumns.get(result.rows) ?? []) {
        result.columnTypes[column] = ColumnTypeEnum.Character;
      }
      return result;
    },
    /** One simple query: PostgreSQL runs all its statements in one transaction. */
    async executeScript(text: string) {
      await query(script.complete(text)).catch((error: unknown) => {
        script.failed(error);
        throwForEngine(error);
      });
    },
  });
}

/**
 * Makes the pool call `"char"` columns text, which the adapter can read, and remembers which columns
 * of which rows they were.
 */
function reportCharAsText(pool: pg.Pool): WeakMap<object, number[]> {
  const charColumns = new WeakMap<object, number[]>();
  const query = pool.query.bind(pool);
  async function queryWithText(config: pg.QueryArrayConfig): Promise<pg.QueryArrayResult> {
    const result = await query(config);
    const columns = [...result.fields.keys()].filter(
      (index) => result.fields[index]?.dataTypeID === CHAR_OID,
    );
    for (const column of columns)
      Object.assign(result.fields[column] ?? {}, { dataTypeID: TEXT_OID });
    charColumns.set(result.rows, columns);
    return result;
  }
  Object.assign(pool, { query: queryWithText });
  return charColumns;
}

function throwForEngine(error: unknown): never {
  if (!(error instanceof pg.DatabaseError)) throw error;
  throw new DriverAdapterError({
    kind: "postgres",
    code: error.code ?? "XX000",
    severity: error.severity ?? "ERROR",
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
  });
}
