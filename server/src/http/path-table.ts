import type { BoundRoute } from "./call.ts";

type Method = BoundRoute["contract"]["method"];

/** The routes of one path, by method. */
export interface PathEntry {
  readonly routes: ReadonlyMap<string, BoundRoute>;
  /** For `Allow`. */
  readonly allow: string;
}

export interface PathMatch {
  readonly entry: PathEntry;
  readonly params: Readonly<Record<string, string>>;
}

interface Node {
  readonly fixed: Map<string, Node>;
  param: { readonly name: string; readonly node: Node } | null;
  routes: Map<string, BoundRoute> | null;
}

/** Finds the routes of a path; fixed segments win over parameters. Throws on routes declared twice. */
export function createPathTable(routes: readonly BoundRoute[]): (path: string) => PathMatch | null {
  const root = newNode();
  for (const bound of routes) place(root, bound);
  return function findPath(path) {
    const params: Record<string, string> = {};
    let node: Node | undefined = root;
    for (const segment of path.split("/").slice(1)) {
      const fixed: Node | undefined = node.fixed.get(segment);
      if (fixed === undefined && node.param !== null) {
        params[node.param.name] = decodeURIComponent(segment);
      }
      node = fixed ?? node.param?.node;
      if (node === undefined) return null;
    }
    return node.routes === null ? null : { entry: describeEntry(node.routes), params };
  };
}

function newNode(): Node {
  return { fixed: new Map(), param: null, routes: null };
}

function place(root: Node, bound: BoundRoute): void {
  let node = root;
  for (const segment of bound.contract.path.split("/").slice(1)) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    node =
      name === undefined ? fixedChild(node, segment) : paramChild(node, name, bound.contract.path);
  }
  node.routes ??= new Map<Method, BoundRoute>();
  const { method, path } = bound.contract;
  if (node.routes.has(method)) throw new Error(`${method} ${path} is declared twice.`);
  node.routes.set(method, bound);
}

function fixedChild(node: Node, segment: string): Node {
  const known = node.fixed.get(segment) ?? newNode();
  node.fixed.set(segment, known);
  return known;
}

function paramChild(node: Node, name: string, path: string): Node {
  node.param ??= { name, node: newNode() };
  if (node.param.name !== name) {
    throw new Error(`${path}: expected the parameter {${node.param.name}} where {${name}} stands.`);
  }
  return node.param.node;
}

function describeEntry(routes: ReadonlyMap<string, BoundRoute>): PathEntry {
  const methods = [...routes.keys()];
  if (routes.has("GET")) methods.push("HEAD");
  return { routes, allow: methods.toSorted().join(", ") };
}
