import { open, type FileHandle } from "node:fs/promises";

/** A 2xx that a client saw. */
export interface Acknowledged {
  readonly subject: string;
  readonly responseId: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

/**
 * What clients were promised: an acknowledgement counts once it is on the disk, so that the ledger
 * could be trusted even if the machine went down. Lines that arrive together share one sync.
 */
export class Ledger {
  readonly #file: FileHandle;
  readonly #entries: Acknowledged[] = [];
  #waiting: { readonly entry: Acknowledged; readonly resolve: () => void }[] = [];
  #writing: Promise<void> | null = null;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<Ledger> {
    return new Ledger(await open(path, "a"));
  }

  /** Everything acknowledged, each on disk. */
  get entries(): readonly Acknowledged[] {
    return this.#entries;
  }

  /** Resolves when the acknowledgement is on disk. */
  acknowledge(entry: Acknowledged): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve });
      this.#writing ??= this.#write()
        .catch(reject)
        .finally(() => (this.#writing = null));
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const lines = batch.map(({ entry }) => `${JSON.stringify(entry)}\n`);
      await this.#file.appendFile(lines.join(""));
      await this.#file.datasync();
      for (const { entry, resolve } of batch) {
        this.#entries.push(entry);
        resolve();
      }
    }
  }
}
