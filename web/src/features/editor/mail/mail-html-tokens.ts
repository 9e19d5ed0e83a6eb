/** A piece of HTML: an element's beginning or end, or text with its entities read. */
export type HtmlToken =
  | { readonly kind: "open"; readonly tag: string; readonly attrs: ReadonlyMap<string, string> }
  | { readonly kind: "close"; readonly tag: string }
  | { readonly kind: "text"; readonly text: string };

const openTag = /<([a-z][a-z0-9]*)((?:\s+[a-z-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/iy;
const closeTag = /<\/([a-z][a-z0-9]*)\s*>/iy;
const attribute = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));?/gi;
const named: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", "\u00A0"],
]);

/**
 * Cuts plain, tidy HTML into its pieces. Null where it has anything else, such as comments, attributes
 * without quotes or entities that we don't know: what is read must not lose a thing.
 */
export function readTokens(html: string): HtmlToken[] | null {
  const tokens: HtmlToken[] = [];
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf("<", at);
    const end = next < 0 ? html.length : next;
    if (end > at) {
      const text = readEntities(html.slice(at, end));
      if (text === null) return null;
      tokens.push({ kind: "text", text });
    }
    if (next < 0) break;
    const tag = readTag(html, next);
    if (tag === null) return null;
    tokens.push(tag.token);
    at = tag.end;
  }
  return tokens;
}

function readTag(html: string, at: number): { token: HtmlToken; end: number } | null {
  closeTag.lastIndex = at;
  const close = closeTag.exec(html);
  if (close?.[1] !== undefined) {
    return { token: { kind: "close", tag: close[1].toLowerCase() }, end: closeTag.lastIndex };
  }
  openTag.lastIndex = at;
  const open = openTag.exec(html);
  if (open?.[1] === undefined) return null;
  const attrs = readAttributes(open[2] ?? "");
  return attrs === null
    ? null
    : { token: { kind: "open", tag: open[1].toLowerCase(), attrs }, end: openTag.lastIndex };
}

function readAttributes(source: string): Map<string, string> | null {
  const attrs = new Map<string, string>();
  for (const [, name = "", double, single] of source.matchAll(attribute)) {
    const value = readEntities(double ?? single ?? "");
    if (value === null || attrs.has(name.toLowerCase())) return null;
    attrs.set(name.toLowerCase(), value);
  }
  return attrs;
}

function readEntities(text: string): string | null {
  let known = true;
  const read = text.replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    const character =
      name === undefined
        ? code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff)
          ? String.fromCodePoint(code)
          : undefined
        : named.get(name);
    if (character === undefined || !whole.endsWith(";")) known = false;
    return character ?? "";
  });
  return known ? read : null;
}
