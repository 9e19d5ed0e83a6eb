import { createHash } from "node:crypto";
import type { ActResult } from "@formloom/plugin-sdk";
import { failPoint } from "../../fail-point.ts";
import type { CaughtMail, Effect } from "@formloom/shared/plugin";

/**
 * The key of an outgoing act: the same over attempts, take-overs and replays of one step, since these
 * share the root run; another for "send again" (generation).
 */
export function effectKey(act: {
  readonly rootRunId: string;
  readonly nodeId: string;
  readonly name: string;
  readonly generation: number;
}): string {
  const text = `${act.rootRunId}\n${act.nodeId}\n${act.name}\n${act.generation}`;
  return `fx_${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}

/** The acts of one step, over all its attempts. */
export class EffectLedger {
  readonly #step: { readonly rootRunId: string; readonly nodeId: string };
  readonly #effects: Map<string, Effect>;
  readonly #caught: { key: string; mail: CaughtMail }[] = [];
  #changed = false;

  constructor(step: { rootRunId: string; nodeId: string }, known: readonly Effect[]) {
    this.#step = step;
    this.#effects = new Map(known.map((effect) => [effect.name, effect]));
  }

  key(name: string): string {
    const generation = this.#effects.get(name)?.generation ?? 1;
    return effectKey({ ...this.#step, name, generation });
  }

  /** Acts once: a confirmed act gives its recorded result back. */
  async act<T>(name: string, act: (key: string) => Promise<ActResult<T>>, now: Date): Promise<T> {
    const known = this.#effects.get(name);
    if (known?.state === "confirmed" || known?.state === "caught") {
      // Recorded by this very act in an earlier attempt, so it has the act's type.
      return known.result as T;
    }
    const key = this.key(name);
    const entry = { name, key, generation: known?.generation ?? 1, at: now.toISOString() };
    this.#set({ ...entry, state: "claimed" });
    failPoint("before-act");
    try {
      const { result, caught } = await act(key);
      failPoint("after-act");
      if (caught !== undefined) this.#caught.push({ key, mail: caught });
      this.#set({ ...entry, state: caught === undefined ? "confirmed" : "caught", result });
      return result;
    } catch (error) {
      this.#set({ ...entry, state: "failed" });
      throw error;
    }
  }

  /** Whether an act was done, so that the step must not be tried again for what came after it. */
  get hasConfirmed(): boolean {
    return [...this.#effects.values()].some(
      (effect) => effect.state === "confirmed" || effect.state === "caught",
    );
  }

  /** All acts, when any changed; null otherwise. */
  changes(): readonly Effect[] | null {
    return this.#changed ? [...this.#effects.values()] : null;
  }

  get caught(): readonly { readonly key: string; readonly mail: CaughtMail }[] {
    return this.#caught;
  }

  #set(effect: Effect): void {
    this.#effects.set(effect.name, effect);
    this.#changed = true;
  }
}
