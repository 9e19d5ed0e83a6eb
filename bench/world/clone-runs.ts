import type { Cluster } from "./cluster.ts";

// Many runs quickly: the product makes one, and SQL copies all its rows under new ids. So the rows are
// whatever the product writes today, and nothing here has to know their columns.

/** SQL expressions by column name; `s` is the copy's row of ids with its number `n` and its age `i`, `t` the row that is copied. */
type Columns = Readonly<Record<string, string>>;

export interface Cloning {
  /** The run to copy; nobody may be at work on it. */
  readonly runId: string;
  readonly count: number;
  /** How old the first copy is by its id, in seconds; each later one is a second younger. 0: now. */
  readonly ageSeconds?: number;
  readonly response?: Columns;
  readonly run?: Columns;
  readonly step?: Columns;
  readonly job?: Columns;
}

interface Part {
  readonly table: string;
  readonly where: string;
  readonly columns: Columns;
}

const batchSize = 20_000;

/** Copies a run with its response, event, steps, attempts and queue job. */
export async function cloneRuns(cluster: Cluster, cloning: Cloning): Promise<void> {
  const parts = partsOf(cloning);
  const selects = await Promise.all(parts.map((part) => insertOf(cluster, part)));
  const copies = selects.map((sql, index) => `c${index} AS (${sql})`).join(",\n");
  for (let done = 0; done < cloning.count; done += batchSize) {
    const age = cloning.ageSeconds === undefined ? "0" : `n - ${cloning.ageSeconds - done}`;
    const size = Math.min(batchSize, cloning.count - done);
    await cluster.run(`
WITH s AS MATERIALIZED (
  SELECT n, i, uuidv7(i) AS run_id, uuidv7(i) AS event_id, uuidv7(i) AS response_id
  FROM (SELECT n, make_interval(secs => ${age}) AS i FROM generate_series(1, ${size}) n) x
), ${copies}
SELECT 1`);
  }
}

function partsOf({ runId, response: answered, run, step, job }: Cloning): Part[] {
  const ofRun = (column: string): string =>
    `(SELECT "${column}" FROM "PluginRun" WHERE id = '${runId}')`;
  const response = { responseId: "s.response_id" };
  return [
    {
      table: `"FormResponse"`,
      where: `t.id = ${ofRun("responseId")}`,
      columns: { id: "s.response_id", ...answered },
    },
    {
      table: `"FormEvent"`,
      where: `t.id = ${ofRun("eventId")}`,
      columns: { id: "s.event_id", ...response },
    },
    {
      table: `"PluginRun"`,
      where: `t.id = '${runId}'`,
      columns: {
        id: "s.run_id",
        rootRunId: "s.run_id",
        eventId: "s.event_id",
        ...response,
        ...run,
      },
    },
    {
      table: `"PluginJob"`,
      where: `t."runId" = '${runId}'`,
      columns: { runId: "s.run_id", ...step },
    },
    {
      table: `"PluginExecutionLog"`,
      where: `t."runId" = '${runId}'`,
      columns: { runId: "s.run_id" },
    },
    {
      table: "pgboss.job",
      where: `t.name = 'runs' AND t.data->>'runId' = '${runId}'`,
      columns: {
        id: "gen_random_uuid()",
        data: "jsonb_build_object('runId', s.run_id)",
        ...job,
      },
    },
  ];
}

async function insertOf(cluster: Cluster, { table, where, columns }: Part): Promise<string> {
  const rows = await cluster.ask(
    `SELECT attname::text AS name FROM pg_attribute
     WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
  );
  const names = rows.map((row) => String(row["name"]));
  const values = names.map((name) => columns[name] ?? `t."${name}"`);
  const list = names.map((name) => `"${name}"`).join(", ");
  return `INSERT INTO ${table} (${list}) SELECT ${values.join(", ")} FROM ${table} t CROSS JOIN s WHERE ${where}`;
}

/** The newest run of a form. */
export async function runOf(cluster: Cluster, formId: string): Promise<string> {
  const [row] = await cluster.ask(
    `SELECT id::text AS id FROM "PluginRun" WHERE "formId" = '${formId}' ORDER BY id DESC LIMIT 1`,
  );
  if (row === undefined) throw new Error("the form has no run to copy");
  return String(row["id"]);
}

/** One number that a statement counts. */
export async function countOf(cluster: Cluster, sql: string): Promise<number> {
  const [row] = await cluster.ask(sql);
  return Number(Object.values(row ?? {})[0] ?? 0);
}
