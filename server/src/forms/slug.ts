import { randomBytes } from "node:crypto";

const maxLength = 44;

/** A form's address made of its name: `Über uns & Co.` becomes `uber-uns-co`; `form` if nothing is left. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength)
    .replaceAll(/^-+|-+$/g, "");
  return plain === "" ? "form" : plain;
}

/** The same with an ending that nobody else has. */
export function withSuffix(slug: string): string {
  return `${slug}-${randomBytes(4).toString("hex")}`;
}
