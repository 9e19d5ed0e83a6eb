/** Most addresses of one mail, copies included. */
export const maxRecipients = 50;

/** An address as the mail library takes it: never a string, which it would read as a list. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const maxEntryLength = 400;
const named = /^([^<>@,;:"\\()]{0,120})<([^<>\s]{3,254})>$/;
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** Control characters, and those that turn the direction of writing. */
const unseen = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]+/gu;
const hasUnseen = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]/u;

/**
 * The one address that a text is: `ada@example.org` or `Ada <ada@example.org>`, its domain in ASCII.
 * Null for everything else: lists, groups, quoted local parts, comments, line breaks.
 */
export function parseMailbox(text: string): Mailbox | null {
  const entry = text.trim();
  if (entry.length > maxEntryLength || hasUnseen.test(entry)) return null;
  const match = named.exec(entry);
  const address = parseAddress(match?.[2] ?? entry);
  return address === null ? null : { name: cleanLine(match?.[1] ?? ""), address };
}

/** One line without control characters, of at most 255 characters. */
export function cleanLine(text: string): string {
  const line = text.toWellFormed().replace(unseen, " ").trim();
  return line.length <= 255
    ? line
    : Array.from(line).slice(0, 255).join("").slice(0, 255).toWellFormed();
}

/** A mailbox for people to read. */
export function showMailbox(mailbox: Mailbox): string {
  return mailbox.name === "" ? mailbox.address : `${mailbox.name} <${mailbox.address}>`;
}

function parseAddress(text: string): string | null {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  if (at < 1 || local.length > 64 || !localPart.test(local)) return null;
  const typed = text.slice(at + 1);
  if (typed.length > 253 || /[^\p{L}\p{M}\p{N}.-]/u.test(typed)) return null;
  const domain = toAsciiDomain(typed);
  const labels = domain.split(".");
  if (domain === "" || !labels.every((label) => domainLabel.test(label))) return null;
  const address = `${local}@${domain}`;
  return address.length <= 254 ? address : null;
}

/** A domain in the letters that mail servers read; empty where it is none. Without Node's help, as the editor checks too. */
function toAsciiDomain(typed: string): string {
  return URL.canParse(`http://${typed}`) ? new URL(`http://${typed}`).hostname : "";
}
