import type { ServerResponse } from "node:http";
import { newId } from "@formloom/shared/kernel";

const ids = new WeakMap<ServerResponse, string>();

/** The request's id, made when first asked for and sent with the answer. */
export function requestIdOf(res: ServerResponse): string {
  const known = ids.get(res);
  if (known !== undefined) return known;
  const id = newId();
  ids.set(res, id);
  if (!res.headersSent) res.setHeader("x-request-id", id);
  return id;
}
