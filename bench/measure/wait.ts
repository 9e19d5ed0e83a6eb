/** Waits for so many ms: only where time itself is what is measured. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

/** Looks every `everyMs` until `look` gives something that is not null; null after `withinMs`. */
export async function waitFor<T>(
  look: () => Promise<T | null> | T | null,
  { withinMs, everyMs = 25 }: { readonly withinMs: number; readonly everyMs?: number },
): Promise<T | null> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null || performance.now() > end) return found;
    await pause(everyMs);
  }
}
