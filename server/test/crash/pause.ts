/** The pause between two looks at a condition, or within a load; never what a claim rests on. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** Looks until `read` gives something that `accept` likes; null when the deadline passes. */
export async function untilOrNull<T>(
  read: () => Promise<T> | T,
  accept: (value: T) => boolean,
  withinMs: number,
): Promise<{ readonly value: T; readonly ms: number } | null> {
  const start = performance.now();
  for (;;) {
    const value = await read();
    const ms = Math.round(performance.now() - start);
    if (accept(value)) return { value, ms };
    if (ms > withinMs) return null;
    await pause(15);
  }
}

/** As `untilOrNull`, but throws when the deadline passes, with the last value in the message. */
export async function until<T>(
  read: () => Promise<T> | T,
  accept: (value: T) => boolean,
  withinMs: number,
): Promise<T> {
  let last: unknown;
  const found = await untilOrNull(
    async () => {
      const value = await read();
      last = value;
      return value;
    },
    accept,
    withinMs,
  );
  if (found === null) throw new Error(`not within ${withinMs} ms; last: ${JSON.stringify(last)}`);
  return found.value;
}

/** The value at a share of a list, such as 0.99; 0 of an empty one. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
