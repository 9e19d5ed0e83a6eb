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
  if (header === undefined) return undefined;
  if (typeof header !== "string" || !keyPattern.test(header)) {
    throw new Refusal(
      "invalid_key",
      "Idempotency-Key: expected 1 to 255 printable ASCII characters.",
    );
  }
  return { key: header, bodyHash: createHash("sha256").update(canonicalJson(data)).digest() };
}

/** JSON in which the order of keys does not matter, so that the same answers are the same text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isRecord(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
