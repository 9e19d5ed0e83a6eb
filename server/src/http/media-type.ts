/** The media type without parameters, lower-cased; empty when there is none. */
export function mediaType(header: string | undefined): string {
  if (header === undefined) return "";
  const end = header.indexOf(";");
  return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
}

const jsonPattern = /^application\/json(?:\s*;\s*charset\s*=\s*"?utf-8"?)?\s*;?\s*$/i;

/** Whether a content type is exactly JSON in UTF-8: nothing that only contains its name will do. */
export function isJsonType(header: string | undefined): boolean {
  return header === "application/json" || (header !== undefined && jsonPattern.test(header));
}
