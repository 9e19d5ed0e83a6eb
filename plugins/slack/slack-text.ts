/** Slack cuts messages off beyond 40,000 characters, and takes 50 blocks of 3,000 characters. */
const maxTextLength = 39_000;
const maxBlockLength = 3_000;
const special = /[&<>]/g;
const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** A section of a message that Slack makes no links of its own in. */
export interface SlackBlock {
  readonly type: "section";
  readonly text: { readonly type: "mrkdwn"; readonly text: string; readonly verbatim: true };
}

/**
 * Escapes an answer, so that `<!channel>`, `<@U1>` and `<https://…|bank>` in it are just text.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeSlack(text: string): string {
  return text.toWellFormed().replace(special, (character) => entities[character] ?? character);
}

/**
 * The message as blocks with `verbatim`, which keeps Slack from turning bare addresses, `@names` and
 * `#channels` into links; what the owner wrote as a link in the template stays one.
 */
export function toBlocks(text: string): SlackBlock[] {
  return cut(text.slice(0, maxTextLength)).map((part) => ({
    type: "section",
    text: { type: "mrkdwn", text: part, verbatim: true },
  }));
}

/** The text for notifications and for clients without blocks. */
export function toFallback(text: string): string {
  return text.slice(0, maxTextLength);
}

/** Pieces of at most 3,000 characters, cut at line ends, else spaces, never inside an entity. */
function cut(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > maxBlockLength) {
    const window = rest.slice(0, maxBlockLength);
    const line = window.lastIndexOf("\n");
    const space = window.lastIndexOf(" ");
    const entity = window.lastIndexOf("&");
    const splits = entity > maxBlockLength - 6 ? entity : maxBlockLength;
    const end = line > 0 ? line + 1 : space > 0 ? space + 1 : splits;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  parts.push(rest);
  return parts.filter((part) => part.trim() !== "");
}
