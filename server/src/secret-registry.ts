import { shortestSecret, writtenForms } from "./secret-texts.ts";

/** Knows the values of the secrets in use, so that they can be taken out of what is written. */
export interface SecretRegistry {
  /** Values shorter than 6 characters are left out: they would garble unrelated text. */
  add(...values: readonly string[]): void;
  /** The text with each known secret, also as base64, URL-encoded or JSON-escaped, replaced. */
  scrub(text: string): string;
}

const maxValues = 5_000;

export function createSecretRegistry(): SecretRegistry {
  const needles = new Set<string>();
  return {
    add(...values) {
      for (const value of values.filter((value) => value.length >= shortestSecret)) {
        for (const form of writtenForms(value)) needles.add(form);
      }
      // Oldest first out: a set keeps the order of insertion.
      for (const needle of needles) {
        if (needles.size <= maxValues) break;
        needles.delete(needle);
      }
    },
    scrub(text) {
      let clean = text;
      for (const needle of needles) {
        if (clean.includes(needle)) clean = clean.replaceAll(needle, "[hidden]");
      }
      return clean;
    },
  };
}
