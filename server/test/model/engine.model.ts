/**
 * What the engine promises of a form with one pipeline, told from the commands that it was given: which
 * events there are, which of them start a run, by which version, and what each run comes to. Knows
 * nothing of processes, threads and queues: a killed process changes nothing here but that acts may go
 * twice.
 */

export const variants = ["send", "filter", "stop", "goOn", "caught", "ways", "again"] as const;
/** The pipelines that a form may be given; what each looks like is in `engine-graphs.ts`. */
export type Variant = (typeof variants)[number];

export type Command =
  | { readonly kind: "submit"; readonly big: boolean }
  | { readonly kind: "edit" | "delete" | "replay"; readonly pick: number; readonly big: boolean }
  | { readonly kind: "publish"; readonly variant: Variant }
  | { readonly kind: "on" | "off" | "pause" | "resume" | "cancel" | "kill" };

/** How a run's steps end, by node id. */
export interface Ending {
  readonly status: "completed" | "failed";
  readonly outcome: "filtered" | null;
  readonly steps: Readonly<Record<string, "completed" | "failed" | "skipped">>;
}

const done = "completed" as const;
const ended = (steps: Ending["steps"]): Ending => ({ status: done, outcome: null, steps });

/** What a run of a variant comes to; `big` is the one thing that answers decide. */
export function endingOf(variant: Variant, big: boolean): Ending {
  switch (variant) {
    case "send":
    case "again":
      return ended({ one: done });
    case "filter":
      if (big) return ended({ only: done, one: done });
      return { status: done, outcome: "filtered", steps: { only: done, one: "skipped" } };
    case "stop":
      return { status: "failed", outcome: null, steps: { bad: "failed", one: "skipped" } };
    case "goOn":
      return ended({ bad: "failed", one: done });
    case "caught":
      return ended({ bad: "failed", one: "skipped", two: done });
    case "ways":
      return ended({
        split: done,
        one: big ? done : "skipped",
        two: big ? "skipped" : done,
        join: done,
        three: done,
      });
  }
}

export interface ModelRun {
  readonly version: number;
  readonly ending: Ending;
  /** Cancelled for certain, perhaps, or certainly not. */
  cancelled: "no" | "maybe" | "yes";
  held: boolean;
}

export interface ModelEvent {
  readonly type: "form.submitted" | "response.edited" | "response.deleted";
  /** Place of the response among all that were ever submitted. */
  readonly response: number;
  /** Null: it starts none. */
  readonly run: ModelRun | null;
}

export class EngineModel {
  readonly events: ModelEvent[] = [];
  /** Answers by response, in their order; null: deleted. */
  readonly responses: ({ big: boolean } | null)[] = [];
  #live: { readonly variant: Variant; readonly number: number } | null = null;
  #enabled = false;
  #paused = false;

  /** Positions of the responses that still exist. */
  get existing(): number[] {
    return [...this.responses.keys()].filter((at) => this.responses[at] !== null);
  }

  submitted(big: boolean): void {
    this.responses.push({ big });
    this.#happened("form.submitted", this.responses.length - 1, big);
  }

  /** Says whether anything changed; what changes nothing is no event. */
  edited(at: number, big: boolean): void {
    if (this.responses[at]?.big === big) return;
    this.responses[at] = { big };
    this.#happened("response.edited", at, big);
  }

  deleted(at: number): void {
    const big = this.responses[at]?.big ?? false;
    this.responses[at] = null;
    this.#cancel((event) => event.response === at);
    this.#happened("response.deleted", at, big);
  }

  published(variant: Variant): void {
    this.#live = { variant, number: (this.#live?.number ?? 0) + 1 };
  }

  switched(enabled: boolean): void {
    this.#enabled = enabled;
  }

  paused(paused: boolean): void {
    this.#paused = paused;
    if (paused) return;
    for (const { run } of this.events) if (run !== null) run.held = false;
  }

  cancelled(): void {
    this.#cancel(() => true);
  }

  get runs(): ModelRun[] {
    return this.events.flatMap(({ run }) => (run === null ? [] : [run]));
  }

  #happened(type: ModelEvent["type"], response: number, big: boolean): void {
    const live = this.#enabled ? this.#live : null;
    const run: ModelRun | null =
      live === null
        ? null
        : {
            version: live.number,
            ending: endingOf(live.variant, big),
            cancelled: "no",
            held: this.#paused,
          };
    this.events.push({ type, response, run });
  }

  /** What is held is cancelled for certain; of others nobody knows whether they were over. */
  #cancel(concerns: (event: ModelEvent) => boolean): void {
    for (const event of this.events) {
      if (event.run === null || !concerns(event)) continue;
      if (event.run.held) event.run.cancelled = "yes";
      else if (event.run.cancelled === "no") event.run.cancelled = "maybe";
    }
  }
}
