/** Writes a batch in one commit; answers for each item, in its order. */
export type CommitBatch<Item, Answer> = (items: readonly Item[]) => Promise<readonly Answer[]>;

export interface GroupCommitOptions<Item, Answer> {
  readonly commit: CommitBatch<Item, Answer>;
  /** Most items of one batch. */
  readonly maxItems: number;
  /**
   * How long a batch waits for company, in ms, where some is to be expected. Ten connections make
   * small batches, and then statements and round trips rule: see bench/RESULTS.md for what it brings.
   */
  readonly gatherMs: number;
  /** Whether company is to be expected; default: the last batch had some. */
  readonly expectsMore?: () => boolean;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what arrives while a commit is under way into the next one. When a batch fails, its members
 * go one by one, so that only the culprit pays.
 */
export class GroupCommit<Item, Answer> {
  readonly #options: GroupCommitOptions<Item, Answer>;
  #queue: Waiting<Item, Answer>[] = [];
  #busy = false;
  #lastSize = 0;

  constructor(options: GroupCommitOptions<Item, Answer>) {
    this.#options = options;
  }

  /** Resolves after the commit that holds the item; rejects when the item alone could not be written. */
  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      if (!this.#busy) this.#schedule();
    });
  }

  /** Items not yet answered. */
  get size(): number {
    return this.#queue.length + (this.#busy ? this.#lastSize : 0);
  }

  #schedule(): void {
    this.#busy = true;
    const expected = this.#options.expectsMore?.() ?? this.#lastSize > 1;
    if (expected && this.#queue.length < this.#options.maxItems)
      setTimeout(() => void this.#flush(), this.#options.gatherMs);
    else setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const batch = this.#queue.splice(0, this.#options.maxItems);
    this.#lastSize = batch.length;
    await this.#write(batch);
    if (this.#queue.length > 0) this.#schedule();
    else this.#busy = false;
  }

  async #write(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.commit(batch.map((waiting) => waiting.item));
      for (const [index, waiting] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined) waiting.reject(new Error("the batch gave no answer for an item"));
        else waiting.resolve(answer);
      }
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const waiting of batch) await this.#write([waiting]);
    }
  }
}
