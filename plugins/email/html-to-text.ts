const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * A plain reading of an HTML mail for clients that show none: paragraphs, line breaks, list items and
 * where links go. Not a sanitiser: the result is only ever used as plain text.
 */
export function htmlToText(html: string): string {
  return decodeEntities(
    html
      .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
      .replace(/<(script|style|title|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, "")
      .replace(/\s+/g, " ")
      .replace(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a\s*>/gi, linkText)
      .replace(/ *<(?:br|hr)\b[^>]*> */gi, "\n")
      .replace(/ *<li\b[^>]*> */gi, "\n- ")
      .replace(/ *<\/(?:td|th)\s*> */gi, "  ")
      .replace(/ *<\/?(?:p|div|h[1-6]|ul|ol|table|tr|blockquote|section|pre)\b[^>]*> */gi, "\n\n")
      .replace(/<\/?[a-z][^>]*>/gi, ""),
  )
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function linkText(
  _match: string,
  double: string | undefined,
  single: string | undefined,
  label: string,
): string {
  const address = (double ?? single ?? "").trim();
  const text = label.replace(/<[^>]*>/g, "").trim();
  return address === "" || address.startsWith("#") || address === text
    ? text
    : `${text} (${address})`;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, ...groups) => {
    const [decimal, hex, name] = groups as (string | undefined)[]; // the pattern's three groups
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code).toWellFormed() : whole;
  });
}
