import { createHash } from "node:crypto";

/** What failures of one cause have in common. */
export interface Cause {
  readonly pipelineId: string;
  readonly nodeId: string;
  readonly nodeType: string;
  /** Of the error. */
  readonly code: string;
  /** Whether nobody knows if it was sent, where otherwise it failed. */
  readonly unknown: boolean;
  /** The connection, or the host of the address in the settings; null: neither. */
  readonly service: string | null;
}

/**
 * The same for the same cause, for ever and in every process: a UUID of version 8 (RFC 9562, section 5.8)
 * made of a SHA-256. Why a cause belongs to one step is in docs/decisions/0010-failure-groups.md.
 */
export function fingerprintOf(cause: Cause): string {
  const { pipelineId, nodeId, nodeType, code, unknown, service } = cause;
  const text = JSON.stringify([pipelineId, nodeId, nodeType, code, unknown, service]);
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  const parts = [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ] as const;
  return parts.map(([from, to]) => hex.slice(from, to)).join("-");
}
