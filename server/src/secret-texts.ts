/** Shorter texts are not looked for: taking them out would garble unrelated text. */
export const shortestSecret = 6;

/** A secret as it may stand in other text: as it is, in base64, in a URL, in JSON. */
export function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** All texts within a value. */
export function secretTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(secretTexts);
}
