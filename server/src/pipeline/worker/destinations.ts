/** Failures in a row after which a destination is left alone. */
const failuresToOpen = 10;
/** How long it is left alone before one act tries it again, in ms. */
const openForMs = 30_000;
/** Those who wait for an open circuit come back spread over this much more for each of them, in ms. */
const spreadPerWaitingMs = 10;
const maxSpreadMs = 300_000;
const busyForMs = 500;
/** Destinations remembered; those that are quiet and in order are forgotten first. */
const maxKnown = 10_000;

/** The act was not begun, through no fault of its own: the step is tried again later, uncharged. */
export class PutOff extends Error {
  readonly host: string;
  readonly why: "busy" | "circuit";
  readonly dueInMs: number;

  constructor(host: string, why: PutOff["why"], dueInMs: number) {
    super(why === "busy" ? `${host} is busy with others` : `${host} does not answer at present`);
    this.host = host;
    this.why = why;
    this.dueInMs = dueInMs;
  }
}

/** How an act at a destination went: `unsure` says nothing about the destination. */
export type Went = "up" | "down" | "unsure";

interface Destination {
  acts: number;
  failures: number;
  openUntilMs: number;
  probing: boolean;
  waiting: number;
}

/**
 * What this thread knows of the hosts that its steps act on. No host gets more than its share of the
 * acts under way, and one that failed ten times in a row is tried by one act every 30 s only.
 */
export class Destinations {
  readonly #known = new Map<string, Destination>();
  /** Hosts whose circuit is open. */
  readonly #troubled = new Set<string>();
  readonly #maxActs: number;
  readonly #now: () => number;
  readonly #random: () => number;

  constructor(options: {
    /** Most acts under way at one host. */
    readonly maxActs: number;
    /** Monotonic, in ms. */
    readonly now?: () => number;
    readonly random?: () => number;
  }) {
    this.#maxActs = options.maxActs;
    this.#now = options.now ?? (() => performance.now());
    this.#random = options.random ?? Math.random;
  }

  /** Begins an act at a host; what it returns is called once, when it is over. Throws {@link PutOff}. */
  enter(host: string): (went: Went) => void {
    const destination = this.#find(host);
    const isProbe = this.#checkCircuit(host, destination);
    if (destination.acts >= this.#maxActs) {
      throw new PutOff(host, "busy", busyForMs * (1 + this.#random()));
    }
    destination.acts += 1;
    destination.probing ||= isProbe;
    let left = false;
    return (went) => {
      if (left) return;
      left = true;
      destination.acts -= 1;
      if (isProbe) destination.probing = false;
      this.#learn(host, destination, went);
    };
  }

  /** Circuits that are open now. */
  openCircuits(): {
    readonly host: string;
    readonly openForMs: number;
    readonly waiting: number;
  }[] {
    const now = this.#now();
    return [...this.#troubled].flatMap((host) => {
      const destination = this.#known.get(host);
      if (destination === undefined || destination.failures < failuresToOpen) return [];
      const { openUntilMs, waiting } = destination;
      return { host, openForMs: Math.max(0, Math.round(openUntilMs - now)), waiting };
    });
  }

  /** Lets the next act through to a host whose circuit is open. */
  probe(host: string): void {
    const destination = this.#known.get(host);
    if (destination !== undefined) destination.openUntilMs = this.#now();
  }

  /** Says whether the act is the one that tries an open circuit. */
  #checkCircuit(host: string, destination: Destination): boolean {
    if (destination.failures < failuresToOpen) return false;
    const openForMore = destination.openUntilMs - this.#now();
    if (openForMore <= 0 && !destination.probing) return true;
    destination.waiting += 1;
    const spread = Math.min(maxSpreadMs, destination.waiting * spreadPerWaitingMs);
    throw new PutOff(host, "circuit", Math.max(openForMore, 1_000) + spread * this.#random());
  }

  #learn(host: string, destination: Destination, went: Went): void {
    if (went === "unsure") return;
    destination.failures = went === "up" ? 0 : destination.failures + 1;
    if (destination.failures >= failuresToOpen) destination.openUntilMs = this.#now() + openForMs;
    destination.waiting = 0;
    if (destination.failures === failuresToOpen) this.#troubled.add(host);
    else if (destination.failures === 0) this.#troubled.delete(host);
  }

  #find(host: string): Destination {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    if (this.#known.size >= maxKnown) this.#forgetQuiet();
    const made = { acts: 0, failures: 0, openUntilMs: 0, probing: false, waiting: 0 };
    this.#known.set(host, made);
    return made;
  }

  #forgetQuiet(): void {
    for (const [host, { acts, failures }] of this.#known) {
      if (acts === 0 && failures === 0) this.#known.delete(host);
    }
  }
}
