/**
 * Makes a function that makes something of an object, and hands back what it made last for the same object as
 * long as the other parts it depends on are the same. Objects never change in place.
 */
export function keepMade<Made>(): (
  owner: object,
  parts: readonly unknown[],
  make: () => Made,
) => Made {
  const known = new WeakMap<object, { readonly parts: readonly unknown[]; readonly made: Made }>();
  return (owner, parts, make) => {
    const before = known.get(owner);
    if (before !== undefined && isSameList(before.parts, parts)) return before.made;
    const made = make();
    known.set(owner, { parts, made });
    return made;
  };
}

/** Makes a function that hands back the list it was given last where the new one has the same items. */
export function keepList<Item>(): (items: Item[]) => Item[] {
  let last: Item[] = [];
  return (items) => {
    if (!isSameList(last, items)) last = items;
    return last;
  };
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => Object.is(item, other[at]));
}
