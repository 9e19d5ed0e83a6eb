/**
 * UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, 12 bits of counter (method 1 of
 * section 6.2), 62 random bits. They sort by the time they were made, which keeps B-tree inserts at
 * the right edge of the index.
 */

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const bytesPerId = 10;
const poolBytes = 256 * bytesPerId;
const counterMax = 0xfff;
/** New milliseconds start in the lower half of the counter, so that at least 2,048 ids fit in each. */
const counterSeedMask = 0x7ff;

/** What an id is made of; replaced in tests only. */
export interface IdSourceOptions {
  /** The time in milliseconds since 1970. */
  nowMs?: () => number;
  /** Fills the bytes with cryptographically strong randomness. */
  fillRandom?: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/**
 * Makes a generator of ids of which each is greater than the one before, also within a millisecond
 * and when the clock steps back. A full counter borrows the next millisecond.
 */
export function createIdSource(options: IdSourceOptions = {}): () => string {
  const nowMs = options.nowMs ?? Date.now;
  const fillRandom =
    options.fillRandom ?? ((bytes) => void globalThis.crypto.getRandomValues(bytes));
  const pool = new Uint8Array(poolBytes);
  let used = poolBytes;
  let lastMs = -1;
  let counter = 0;
  let prefix = "";

  function startMillisecond(ms: number, at: number): void {
    lastMs = ms;
    counter = (byteAt(at) | (byteAt(at + 1) << 8)) & counterSeedMask;
    const time = ms.toString(16).padStart(12, "0");
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  }
  function byteAt(at: number): number {
    return pool[at] ?? 0;
  }
  function hexAt(at: number): string {
    return hexPairs[byteAt(at)] ?? "";
  }

  return function nextId(): string {
    if (used === poolBytes) {
      fillRandom(pool);
      used = 0;
    }
    const at = used;
    used += bytesPerId;
    const ms = nowMs();
    if (ms > lastMs) startMillisecond(ms, at);
    else if (counter < counterMax) counter += 1;
    else startMillisecond(lastMs + 1, at);
    const count = (0x1000 | counter).toString(16).slice(1);
    const variant = hexPairs[0x80 | (byteAt(at + 2) & 0x3f)] ?? "";
    const node = hexAt(at + 4) + hexAt(at + 5) + hexAt(at + 6) + hexAt(at + 7) + hexAt(at + 8);
    return `${prefix}${count}-${variant}${hexAt(at + 3)}-${node}${hexAt(at + 9)}`;
  };
}

/** A new UUIDv7 in lower case, greater than every id this thread made before. */
export const newId: () => string = createIdSource();

/** Whether the text is a UUIDv7 in the form that {@link newId} makes (lower case, with hyphens). */
export function isId(text: string): boolean {
  return idPattern.test(text);
}

/** The least id that can have been made at a time, in milliseconds since 1970: for ranges of ids. */
export function leastIdAt(ms: number): string {
  const time = Math.max(0, Math.floor(ms)).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** When an id was made, in milliseconds since 1970; undefined when the text is no id. */
export function idTimeMs(id: string): number | undefined {
  return isId(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}
