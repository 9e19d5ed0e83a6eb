import { randomInt } from "node:crypto";
import { hostname } from "node:os";
import { Client } from "pg";
import { beatOwner, enterOwner, leaveOwner } from "./sql/owners.ts";

/** First key of the advisory locks that stand for living processes; the second is the owner's id. */
export const ownerLockClass = 0x464c;
/** Channel on which processes tell one another what happened. */
export const signalChannel = "formloom";

const reconnectMs = 1_000;
const beatEveryMs = 2_000;
/** Beats further apart than this were no steady ones: the database or this process stood still. */
const unsteadyGapMs = 5_000;
/** A beat that is not answered for this long: the connection leads nowhere. */
const hangsAfterMs = 30_000;

export interface OwnerDeps {
  readonly connectionString: string;
  readonly role: string;
  readonly threads: number;
  /** Runs held now. */
  readonly inFlight: () => number;
  /** How this process does, for the Health page: plain JSON. */
  readonly report: () => object;
  /** What was held belongs to others from now on. */
  readonly onLost: () => void;
  /** Another process said something. */
  readonly onSignal: (payload: string) => void;
}

/**
 * This process as the holder of runs: a random id, a row that says when it was last seen, and a session
 * advisory lock of that id which the database drops when the process or its connection dies. Whoever
 * finds the lock free, or the row stale (a machine that froze keeps its connections), deletes the row;
 * runs whose owner has no row are taken over. A process whose row was deleted learns it at its next
 * beat, and takes a new id.
 */
export class Owner {
  readonly #deps: OwnerDeps;
  #client: Client | null = null;
  #id = 0;
  #stopped = false;
  #beat: NodeJS.Timeout | null = null;
  #beatAtMs = 0;
  #steadySinceMs = 0;
  #processes = 1;

  constructor(deps: OwnerDeps) {
    this.#deps = deps;
  }

  /** The present id; another one after it was lost. */
  get id(): number {
    return this.#id;
  }

  /** Whether work may be claimed. */
  get held(): boolean {
    return this.#client !== null;
  }

  /** How many processes work on the same database, as of the last beat. */
  get processes(): number {
    return this.#processes;
  }

  /** Whether other processes do. */
  get hasPeers(): boolean {
    return this.#processes > 1;
  }

  /**
   * For how long this process has been beating in time, in ms. Only after a while may it call others
   * stale: when the database stood still, everybody's beat is old.
   */
  get steadyForMs(): number {
    return this.held ? performance.now() - this.#steadySinceMs : 0;
  }

  /** Takes the lock and enters the row. Rejects when the database cannot be reached. */
  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.#deps.connectionString,
      application_name: "formloom-owner",
      keepAlive: true,
      keepAliveInitialDelayMillis: 4_000,
      options: "-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3",
    });
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    client.on("notification", ({ payload }) => this.#deps.onSignal(payload ?? ""));
    await client.connect();
    const id = randomInt(1, 2 ** 31 - 1);
    const { role, threads } = this.#deps;
    const name = `${hostname()}:${process.pid}`;
    await client.query("SELECT pg_advisory_lock($1, $2)", [ownerLockClass, id]);
    await client.query({ ...enterOwner, values: [id, role, name, threads] });
    await client.query(`LISTEN ${signalChannel}`);
    this.#id = id;
    this.#client = client;
    this.#beatAtMs = this.#steadySinceMs = performance.now();
    await this.#sendBeat(client);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#beat !== null) clearTimeout(this.#beat);
    const client = this.#client;
    this.#client = null;
    await client?.query({ ...leaveOwner, values: [this.#id] }).catch(() => {});
    await client?.end();
  }

  #nextBeat(client: Client): void {
    this.#beat = setTimeout(() => {
      // A beat that fails ends the connection, and with it the ownership.
      this.#sendBeat(client).catch(() => this.#lost(client));
    }, beatEveryMs);
    this.#beat.unref();
  }

  async #sendBeat(client: Client): Promise<void> {
    const hangs = setTimeout(() => this.#lost(client), hangsAfterMs);
    try {
      const result = await client.query<{ processes: number }>({
        ...beatOwner,
        values: [this.#id, this.#deps.inFlight(), JSON.stringify(this.#deps.report())],
      });
      if (this.#client !== client) return;
      const [row] = result.rows;
      if (row === undefined) return this.#lost(client);
      const now = performance.now();
      if (now - this.#beatAtMs > unsteadyGapMs) this.#steadySinceMs = now;
      this.#beatAtMs = now;
      this.#processes = row.processes;
      this.#nextBeat(client);
    } finally {
      clearTimeout(hangs);
    }
  }

  #lost(client: Client): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = null;
    if (this.#beat !== null) clearTimeout(this.#beat);
    this.#deps.onLost();
    client.end().catch(() => {});
    this.#reconnect();
  }

  #reconnect(): void {
    if (this.#stopped) return;
    this.start().catch(() => {
      setTimeout(() => this.#reconnect(), reconnectMs).unref();
    });
  }
}
