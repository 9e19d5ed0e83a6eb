/**
 * The end of a step that comes from outside: its time is up, or its run was taken away. The signal that
 * plugins see is made only for those that look at it.
 */
export class Abandon {
  #controller: AbortController | null = null;
  #listener: ((reason: unknown) => void) | null = null;
  #reason: { readonly value: unknown } | null = null;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== null) this.#controller.abort(this.#reason.value);
    return this.#controller.signal;
  }

  /** Whom to tell; null: nobody any more. */
  listen(listener: ((reason: unknown) => void) | null): void {
    this.#listener = listener;
    if (this.#reason !== null) listener?.(this.#reason.value);
  }

  abort(reason: unknown): void {
    if (this.#reason !== null) return;
    this.#reason = { value: reason };
    this.#listener?.(reason);
    this.#controller?.abort(reason);
  }
}
