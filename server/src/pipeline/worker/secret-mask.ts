import { shortestSecret, writtenForms } from "../../secret-texts.ts";

/** What stands in for a secret in everything that is kept or shown. */
export const masked = "•••";

/** Replaces secrets, also where they are base64, URL-encoded or escaped as JSON. */
export type Mask = (text: string) => string;

/** A mask for these secrets; those shorter than six characters are not looked for. */
export function createMask(secrets: readonly string[]): Mask {
  const forms = new Set(
    secrets.filter((secret) => secret.length >= shortestSecret).flatMap(writtenForms),
  );
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, form) => rest.replaceAll(form, masked), text);
}
