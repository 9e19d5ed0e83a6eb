import { pino, type Logger } from "pino";
import type { SecretRegistry } from "./secret-registry.ts";

export type { Logger } from "pino";

/** Keys whose values are never written, whoever logs them and however deep a library nests them. */
const secretKeys = [
  "password",
  "secret",
  "token",
  "authorization",
  "cookie",
  '["set-cookie"]',
  "apiKey",
  "connectionString",
];

/**
 * The operator's log: one JSON line an entry. Besides the keys above, every live secret's value is
 * taken out of the finished line, wherever it got in.
 */
export function createLogger(options: {
  readonly level: string;
  readonly secrets: SecretRegistry;
  readonly write?: (line: string) => void;
}): Logger {
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const prefixes = ["", "*.", "*.*."];
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: prefixes.flatMap((prefix) => secretKeys.map((key) => joinPath(prefix, key))),
        censor: "[hidden]",
      },
    },
    { write: (line: string) => write(options.secrets.scrub(line)) },
  );
}

function joinPath(prefix: string, key: string): string {
  return key.startsWith("[") ? `${prefix.replace(/\.$/, "")}${key}` : `${prefix}${key}`;
}
