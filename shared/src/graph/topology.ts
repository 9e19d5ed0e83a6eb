/** Nodes by their position and the ways between them, one entry an edge. */
export interface Adjacency {
  readonly parents: readonly (readonly number[])[];
  readonly children: readonly (readonly number[])[];
}

/**
 * Positions in an order in which parents come before their children; among those that could come
 * next, the smallest position does, so a list that is in order already stays as it is. What lies on a
 * cycle or behind one is left out. Kahn's algorithm with a heap: O((nodes + edges) log nodes).
 */
export function sortNodes({ parents, children }: Adjacency): number[] {
  const open = parents.map((list) => list.length);
  const heap: number[] = [];
  for (const [node, count] of open.entries()) if (count === 0) pushHeap(heap, node);
  const order: number[] = [];
  for (let node = popHeap(heap); node !== undefined; node = popHeap(heap)) {
    order.push(node);
    for (const child of children[node] ?? []) {
      const left = (open[child] ?? 0) - 1;
      open[child] = left;
      if (left === 0) pushHeap(heap, child);
    }
  }
  return order;
}

/**
 * Cycles that keep nodes out of `order`, each in the direction of its edges from its smallest
 * position on. They share no node, and there is at least one if anything was left out; others may
 * show only once these are gone.
 */
export function findCycles({ parents }: Adjacency, order: readonly number[]): number[][] {
  const sorted = new Set(order);
  // Whatever was left out has a parent that was left out too, so walking upwards ends in a cycle.
  const walkOf = new Map<number, number>();
  const cycles: number[][] = [];
  for (const start of parents.keys()) {
    if (sorted.has(start) || walkOf.has(start)) continue;
    const path: number[] = [];
    let node: number | undefined = start;
    while (node !== undefined && !walkOf.has(node)) {
      walkOf.set(node, start);
      path.push(node);
      node = parents[node]?.find((parent) => !sorted.has(parent));
    }
    if (node === undefined || walkOf.get(node) !== start) continue;
    cycles.push(fromSmallest(path.slice(path.indexOf(node)).toReversed()));
  }
  return cycles;
}

/** Everything that can be reached from a node, itself included. */
export function reachFrom({ children }: Adjacency, start: number): ReadonlySet<number> {
  const seen = new Set([start]);
  // A set may grow while it is walked: what is added is walked too.
  for (const node of seen) for (const child of children[node] ?? []) seen.add(child);
  return seen;
}

/**
 * Tells whether one node comes before another on some way. Computed at once for all: a row of bits a
 * node, 125 KB for 1,000 nodes. Nodes outside of `order` have no ancestors.
 */
export function createAncestorTest(
  { parents }: Adjacency,
  order: readonly number[],
): (ancestor: number, node: number) => boolean {
  const words = Math.ceil(parents.length / 32);
  const rows = parents.map(() => new Uint32Array(words));
  for (const node of order) {
    const row = rows[node] ?? new Uint32Array(words);
    for (const parent of parents[node] ?? []) {
      const above = rows[parent];
      if (above === undefined) continue;
      for (let word = 0; word < words; word += 1) row[word] = (row[word] ?? 0) | (above[word] ?? 0);
      row[parent >> 5] = (row[parent >> 5] ?? 0) | (1 << (parent & 31));
    }
  }
  return (ancestor, node) => (((rows[node]?.[ancestor >> 5] ?? 0) >>> (ancestor & 31)) & 1) === 1;
}

function fromSmallest(cycle: readonly number[]): number[] {
  const first = cycle.indexOf(cycle.reduce((least, node) => Math.min(least, node)));
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

function pushHeap(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const other = heap[above] ?? value;
    if (other <= value) break;
    heap[at] = other;
    at = above;
  }
  heap[at] = value;
}

function popHeap(heap: number[]): number | undefined {
  const least = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return least;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const below = (heap[left + 1] ?? Infinity) < (heap[left] ?? Infinity) ? left + 1 : left;
    const other = heap[below];
    if (other === undefined || other >= last) break;
    heap[at] = other;
    at = below;
  }
  heap[at] = last;
  return least;
}
