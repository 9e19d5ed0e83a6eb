import type { Graph } from "@formloom/shared/graph";

/** A step's place in the small picture: column and row, counted from 0. */
export interface PicturePlace {
  readonly id: string;
  readonly type: string;
  readonly column: number;
  readonly row: number;
  /** The place it follows; null for the first. */
  readonly after: { readonly column: number; readonly row: number } | null;
}

export interface Picture {
  readonly places: readonly PicturePlace[];
  readonly columns: number;
  readonly rows: number;
  /** Ways that there was no room for. */
  readonly left: number;
}

/** More ways than that are only counted. */
const maxWays = 3;

/** Lays a tree out from left to right, each way on a row of its own. */
export function placePicture(graph: Graph): Picture {
  const places: PicturePlace[] = [];
  let rows = 0;
  let left = 0;
  const visit = (id: string, column: number, after: PicturePlace["after"]): void => {
    const node = graph.nodes.find((each) => each.id === id);
    if (node === undefined || places.some((place) => place.id === id)) return;
    const row = Math.max(rows - 1, 0);
    places.push({ id, type: node.type, column, row, after });
    rows = Math.max(rows, row + 1);
    const next = graph.edges.filter(({ source }) => source === id);
    left += Math.max(next.length - maxWays, 0);
    for (const [at, { target }] of next.slice(0, maxWays).entries()) {
      if (at > 0) rows += 1;
      visit(target, column + 1, { column, row });
    }
  };
  const first = graph.nodes[0];
  if (first !== undefined) visit(first.id, 0, null);
  const columns = Math.max(0, ...places.map(({ column }) => column + 1));
  return { places, columns, rows, left };
}
