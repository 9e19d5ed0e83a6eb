const minuteMs = 60_000;
const minutesKept = 60;
/** Hosts remembered; those that were called longest ago are forgotten first. */
const maxHosts = 200;

/** How calls of steps to one host went, for people who watch. Times are ms since 1970. */
export interface ServiceReport {
  readonly host: string;
  /** Calls during the last hour, and those of them that failed. */
  readonly calls: number;
  readonly failed: number;
  /** Since when every call has failed; null: the last one did not. */
  readonly failingSinceMs: number | null;
  readonly lastFailedAtMs: number | null;
  /** ms until an open circuit is tried; null: it is closed. */
  readonly openForMs: number | null;
  /** Steps that were put off by it. */
  readonly waiting: number;
}

type Outcomes = Omit<ServiceReport, "openForMs" | "waiting">;

interface Bucket {
  minute: number;
  calls: number;
  failed: number;
}

interface Tally {
  readonly buckets: Bucket[];
  failingSinceMs: number | null;
  lastFailedAtMs: number | null;
}

/**
 * Counts, by host and minute, what steps made of their calls during the last hour: a service that answers
 * 200 and says no in its words has failed all the same.
 */
export class ServiceTally {
  readonly #hosts = new Map<string, Tally>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** Counts one call. */
  count(host: string, ok: boolean): void {
    const now = this.#nowMs();
    const tally = this.#find(host);
    const minute = Math.floor(now / minuteMs);
    let bucket = tally.buckets.at(-1);
    if (bucket?.minute !== minute) {
      bucket = { minute, calls: 0, failed: 0 };
      tally.buckets.push(bucket);
      if (tally.buckets.length > minutesKept) tally.buckets.shift();
    }
    bucket.calls += 1;
    if (ok) {
      tally.failingSinceMs = null;
      return;
    }
    bucket.failed += 1;
    tally.failingSinceMs ??= now;
    tally.lastFailedAtMs = now;
  }

  /** The hosts that were called during the last hour. */
  read(): Outcomes[] {
    const oldest = Math.floor(this.#nowMs() / minuteMs) - minutesKept;
    return [...this.#hosts].flatMap(([host, { buckets, failingSinceMs, lastFailedAtMs }]) => {
      const recent = buckets.filter(({ minute }) => minute > oldest);
      if (recent.length === 0) return [];
      const sum = (key: "calls" | "failed"): number =>
        recent.reduce((total, bucket) => total + bucket[key], 0);
      return { host, calls: sum("calls"), failed: sum("failed"), failingSinceMs, lastFailedAtMs };
    });
  }

  #find(host: string): Tally {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    if (this.#hosts.size >= maxHosts) {
      const stale = [...this.#hosts].toSorted(([, a], [, b]) => lastMinute(a) - lastMinute(b))[0];
      if (stale !== undefined) this.#hosts.delete(stale[0]);
    }
    const made: Tally = { buckets: [], failingSinceMs: null, lastFailedAtMs: null };
    this.#hosts.set(host, made);
    return made;
  }
}

const lastMinute = ({ buckets }: Tally): number => buckets.at(-1)?.minute ?? 0;

/** One list of several threads' or processes' reports, by host. */
export function mergeServices(reports: readonly ServiceReport[]): ServiceReport[] {
  const byHost = Map.groupBy(reports, ({ host }) => host);
  return [...byHost.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : others.reduce(mergeTwo, first),
  );
}

function mergeTwo(a: ServiceReport, b: ServiceReport): ServiceReport {
  const bothFail = a.failingSinceMs !== null && b.failingSinceMs !== null;
  return {
    host: a.host,
    calls: a.calls + b.calls,
    failed: a.failed + b.failed,
    failingSinceMs: bothFail ? Math.max(a.failingSinceMs ?? 0, b.failingSinceMs ?? 0) : null,
    lastFailedAtMs: latest(a.lastFailedAtMs, b.lastFailedAtMs),
    openForMs: latest(a.openForMs, b.openForMs),
    waiting: a.waiting + b.waiting,
  };
}

const latest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
