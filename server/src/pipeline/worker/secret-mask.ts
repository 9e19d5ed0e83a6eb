/** What stands in for a secret in everything that is kept or shown. */
const masked = "•••";
const shortestSecret = 6;

/** Replaces secrets, also where they are base64, URL-encoded or escaped as JSON. */
export type Mask = (text: string) => string;

/** A mask for these secrets; those shorter than six characters are not looked for. */
export function createMask(secrets: readonly string[]): Mask {
  const forms = new Set(
    secrets
      .filter((secret) => secret.length >= shortestSecret)
      .flatMap((secret) => [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
        Buffer.from(secret).toString("base64").replaceAll("=", ""),
        Buffer.from(secret).toString("base64url"),
      ]),
  );
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, form) => rest.replaceAll(form, masked), text);
}

/** All texts within a value. */
export function secretTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(secretTexts);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(secretTexts);
  return [];
}
