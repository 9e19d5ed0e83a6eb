import type { IncomingReply } from "./step-context.ts";

const maxDepth = 32;
/** Bound on the walk; what has more members stays text. */
const maxMembers = 20_000;
const nul = "\u0000";

/**
 * A reply's body as a step's output can hold it: the parsed value where it is whole JSON that can be
 * stored (at most 32 deep, no NUL, no half characters, no `__proto__`), else text.
 */
export function replyBody(reply: Pick<IncomingReply, "body" | "truncated">): unknown {
  const text = reply.body.replaceAll(nul, "\uFFFD").toWellFormed();
  if (reply.truncated || !/^\s*[[{"\-\dtfn]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isStorable(value) ? value : text;
  } catch {
    return text; // not JSON: the platform has no other way to say so
  }
}

function isStorable(root: unknown): boolean {
  let level: unknown[] = [root];
  let members = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth || !level.every(isStorableLeaf)) return false;
    const entries = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.entries(value) : [],
    );
    members += entries.length;
    if (members > maxMembers) return false;
    if (entries.some(([key]) => key === "__proto__" || !isStorableLeaf(key))) return false;
    level = entries.map(([, member]): unknown => member);
  }
  return true;
}

function isStorableLeaf(value: unknown): boolean {
  if (typeof value === "string") return !value.includes(nul) && value.isWellFormed();
  return typeof value !== "number" || Number.isFinite(value);
}
