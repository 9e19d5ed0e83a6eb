/** How many drafts a tab remembers something about; older ones are forgotten. */
const maxDrafts = 3;

/**
 * Keeps a text for a draft in the tab's own storage: it outlives a reload, no other tab writes over it, and it goes
 * with the tab. Null forgets it. What does not fit is not kept.
 */
export function keepInTab(prefix: string, pipelineId: string, makeText: () => string | null): void {
  const store = tabStorage();
  if (store === null) return;
  const key = prefix + pipelineId;
  store.removeItem(key);
  const text = makeText();
  if (text === null) return;
  const others = Object.keys(store).filter((other) => other.startsWith(prefix));
  for (const other of others.slice(0, Math.max(0, others.length - maxDrafts + 1)))
    store.removeItem(other);
  try {
    store.setItem(key, text);
  } catch (error) {
    // A full storage: the draft itself is safe, only what is kept beside it ends with the page.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** What was kept; null where there is nothing, or the browser forbids it. */
export function recallFromTab(prefix: string, pipelineId: string): string | null {
  return tabStorage()?.getItem(prefix + pipelineId) ?? null;
}

/** Null where the browser forbids it. */
function tabStorage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
