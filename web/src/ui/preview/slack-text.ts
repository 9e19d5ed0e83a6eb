/** A piece of a chat message in one look. */
export type SlackSpan =
  | { readonly kind: "text" | "bold" | "italic" | "strike" | "code"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly address: string }
  /** Somebody or everybody who would be notified. */
  | { readonly kind: "mention"; readonly text: string };

/** A line or a block of a chat message. */
export type SlackLine =
  | { readonly kind: "line" | "quote"; readonly spans: readonly SlackSpan[] }
  | { readonly kind: "code"; readonly text: string };

const marks = { "*": "bold", _: "italic", "~": "strike", "`": "code" } as const;
/** A mark opens before a character and closes after one, and stands apart from other words. */
const spanPattern =
  /<([^<>\n]+)>|(?<![\p{L}\p{N}])([*_~`])(?!\s)([^\n]+?)(?<!\s)\2(?![\p{L}\p{N}])/gu;
const entities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Reads Slack's notation as Slack draws it; what it does not know stays text. */
export function readSlackText(text: string): readonly SlackLine[] {
  return text.split(/```\n?/).flatMap((part, index, parts): SlackLine[] => {
    const isCode = index % 2 === 1 && index < parts.length - 1;
    if (isCode) return [{ kind: "code", text: plain(part.replace(/\n$/, "")) }];
    // The line break between a code block and what follows is not a line of its own.
    const body = index > 0 ? part.replace(/^\n/, "") : part;
    return body === "" && parts.length > 1 ? [] : body.split("\n").map(readLine);
  });
}

function readLine(line: string): SlackLine {
  const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
  return quoted === null
    ? { kind: "line", spans: readSpans(line) }
    : { kind: "quote", spans: readSpans(quoted[1] ?? "") };
}

function readSpans(line: string): SlackSpan[] {
  const spans: SlackSpan[] = [];
  let end = 0;
  for (const match of line.matchAll(spanPattern)) {
    const [whole, angled, mark, marked] = match;
    if (match.index > end) spans.push({ kind: "text", text: plain(line.slice(end, match.index)) });
    spans.push(angled === undefined ? markedSpan(mark, marked ?? "") : angledSpan(angled));
    end = match.index + whole.length;
  }
  if (end < line.length) spans.push({ kind: "text", text: plain(line.slice(end)) });
  return spans;
}

function markedSpan(mark: string | undefined, text: string): SlackSpan {
  const kind = Object.entries(marks).find(([sign]) => sign === mark)?.[1] ?? "text";
  return { kind, text: plain(text) };
}

/** What stands in angle brackets: a link, or somebody to notify. */
function angledSpan(inner: string): SlackSpan {
  const [target = "", label] = inner.split("|", 2);
  if (/^(?:https?|mailto):/i.test(target)) {
    return { kind: "link", text: plain(label ?? target), address: plain(target) };
  }
  if (target.startsWith("!")) return { kind: "mention", text: `@${label ?? target.slice(1)}` };
  if (/^[@#]/.test(target)) return { kind: "mention", text: label ?? target };
  return { kind: "text", text: plain(`<${inner}>`) };
}

function plain(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}
