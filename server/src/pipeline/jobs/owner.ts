import { randomInt } from "node:crypto";
import { Client } from "pg";

/** First key of the advisory locks that stand for living processes; the second is the owner's id. */
export const ownerLockClass = 0x464c;
const reconnectMs = 1_000;

/**
 * This process as the holder of runs: a random id, and a session advisory lock of that id that the
 * database drops when the process or its connection dies. Whoever finds the lock free may take over.
 */
export class Owner {
  readonly #connectionString: string;
  readonly #onLost: () => void;
  #client: Client | null = null;
  #id = 0;
  #stopped = false;

  constructor(connectionString: string, onLost: () => void) {
    this.#connectionString = connectionString;
    this.#onLost = onLost;
  }

  /** The present id; another one after the lock's connection was lost. */
  get id(): number {
    return this.#id;
  }

  /** Whether the lock is held, so that work may be claimed. */
  get held(): boolean {
    return this.#client !== null;
  }

  /** Takes the lock. Rejects when the database cannot be reached. */
  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.#connectionString,
      application_name: "formloom-owner",
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      options: "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3",
    });
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    await client.connect();
    const id = randomInt(1, 2 ** 31 - 1);
    await client.query("SELECT pg_advisory_lock($1, $2)", [ownerLockClass, id]);
    this.#id = id;
    this.#client = client;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  #lost(client: Client): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = null;
    this.#onLost();
    this.#reconnect();
  }

  #reconnect(): void {
    if (this.#stopped) return;
    this.start().catch(() => {
      setTimeout(() => this.#reconnect(), reconnectMs).unref();
    });
  }
}
