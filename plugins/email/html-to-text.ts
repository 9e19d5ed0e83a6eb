const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * A plain reading of an HTML mail for clients that show none: paragraphs, line breaks, lists with their
 * numbers, images' words and where links and buttons go. Not a sanitiser: the result is only ever used as plain text.
 */
export function htmlToText(html: string): string {
  return decodeEntities(
    withListSigns(
      html
        .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
        .replace(/<(script|style|title|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, "")
        .replace(/\s+/g, " ")
        .replace(/<img\b[^>]*?\balt\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>/gi, "$1$2"),
    )
      .replace(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a\s*>/gi, linkText)
      .replace(/ *<br\b[^>]*> */gi, "\n")
      .replace(/ *<hr\b[^>]*> */gi, "\n\n---\n\n")
      .replace(/ *<\/(?:td|th)\s*> */gi, "  ")
      .replace(/ *<\/?(?:p|div|h[1-6]|table|tr|blockquote|section|pre)\b[^>]*> */gi, "\n\n")
      .replace(/<\/?[a-z][^>]*>/gi, ""),
  )
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Puts each list item on a line of its own with its number or dash, further in within other lists. */
function withListSigns(html: string): string {
  const open: { next: number }[] = [];
  return html.replace(
    / *<(\/?)(ul|ol|li)\b[^>]*> *(?:<p\b[^>]*> *)?/gi,
    (_tag, closing: string, name: string) => {
      const kind = name.toLowerCase();
      const list = open.at(-1);
      if (kind === "li") {
        if (closing !== "" || list === undefined) return closing === "" ? "<br>- " : "";
        list.next += 1;
        const sign = list.next > 0 ? `${list.next}.` : "-";
        return `<br>${"&nbsp;".repeat(2 * (open.length - 1))}${sign} `;
      }
      if (closing === "") open.push({ next: kind === "ol" ? 0 : Number.NEGATIVE_INFINITY });
      else open.pop();
      // Lists within lists stay close to the item they belong to.
      return open.length > (closing === "" ? 1 : 0) ? "" : "<p>";
    },
  );
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
