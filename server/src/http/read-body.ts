import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

export interface BodyLimits {
  /** Largest body in bytes. */
  readonly maxBytes: number;
  /** Longest time in ms until the last byte. */
  readonly deadlineMs: number;
  /** The greatest number of keys in all objects together; absent: 10,000. */
  readonly maxKeys?: number;
}

export const bodyLimits: BodyLimits = { maxBytes: 1_048_576, deadlineMs: 15_000 };
/**
 * A graph may be larger than what the public may send: 2 MiB, and the keys of 5,000 edges (25,000) and
 * of 1,000 nodes with 40 each.
 */
export const graphBodyLimits: BodyLimits = {
  maxBytes: 2_097_152,
  deadlineMs: 15_000,
  maxKeys: 65_000,
};

/**
 * Reads a request's body whole. Refuses compressed bodies (`unsupported_encoding`), bodies above the
 * limit without reading more than it (`body_too_large`) and slow ones (`body_timeout`).
 */
export function readBody(req: IncomingMessage, limits: BodyLimits = bodyLimits): Promise<Buffer> {
  const encoding = req.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    return Promise.reject(
      new Refusal("unsupported_encoding", "Compressed bodies are not accepted: send it as it is."),
    );
  }
  if (Number(req.headers["content-length"] ?? 0) > limits.maxBytes)
    return Promise.reject(tooLarge(limits));
  return collect(req, limits);
}

function collect(req: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      end(() => reject(new Refusal("body_timeout", "The body took too long to arrive.")));
    }, limits.deadlineMs);
    function end(settle: () => void): void {
      clearTimeout(timer);
      req.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      settle();
    }
    function onData(chunk: Buffer): void {
      size += chunk.length;
      if (size <= limits.maxBytes) chunks.push(chunk);
      else end(() => reject(tooLarge(limits)));
    }
    function onEnd(): void {
      const [only] = chunks;
      end(() =>
        resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size)),
      );
    }
    function onClose(): void {
      end(() => reject(new Refusal("invalid_request", "The body broke off.")));
    }
    req.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}

function tooLarge(limits: BodyLimits): Refusal {
  const kib = Math.floor(limits.maxBytes / 1024);
  return new Refusal("body_too_large", `The body is larger than ${kib} KiB.`);
}
