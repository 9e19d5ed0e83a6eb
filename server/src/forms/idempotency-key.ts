import { createHash } from "node:crypto";
import { isRecord } from "@formloom/shared/values";
import { Refusal } from "../http/refusal.ts";
import type { SubmissionKey } from "../pipeline/ports.ts";

const keyPattern = /^[\x20-\x7e]{1,255}$/;

/** The idempotency of a submission, from its `Idempotency-Key` (or the page's own) and its data. */
export function readKey(
  header: string | readonly string[] | undefined,
  data: unknown,
): SubmissionKey | undefined {
  const key = readRequestKey(header);
  if (key === null) return undefined;
  return { key, bodyHash: createHash("sha256").update(canonicalJson(data)).digest() };
}

/** The `Idempotency-Key` of a request; null where there is none. Throws 400 `invalid_key`. */
export function readRequestKey(header: string | readonly string[] | undefined): string | null {
  if (header === undefined) return null;
  if (typeof header === "string" && keyPattern.test(header)) return header;
  throw new Refusal(
    "invalid_key",
    "Idempotency-Key: expected 1 to 255 printable ASCII characters.",
  );
}

/** JSON in which the order of keys does not matter, so that the same answers are the same text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isRecord(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
