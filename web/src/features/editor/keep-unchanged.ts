/**
 * Makes a function that hands back the item it was given last for an id, as long as nothing in it
 * changed: what is drawn from it need not be drawn again. Items are plain data.
 */
export function keepUnchanged<Item extends { readonly id: string }>(): (
  items: readonly Item[],
) => Item[] {
  let known = new Map<string, { readonly item: Item; readonly text: string }>();
  return (items) => {
    const next = new Map<string, { readonly item: Item; readonly text: string }>();
    for (const item of items) {
      const text = JSON.stringify(item);
      const before = known.get(item.id);
      next.set(item.id, before?.text === text ? before : { item, text });
    }
    known = next;
    return [...next.values()].map(({ item }) => item);
  };
}
