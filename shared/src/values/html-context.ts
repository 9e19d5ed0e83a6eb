import { escapeHtml } from "./escape-html.ts";
import {
  renderTemplate,
  parseTemplate,
  type RenderOptions,
  type RenderOutcome,
} from "./template.ts";
import { type Template } from "./template-parse.ts";

/**
 * Where in a page a pill stands. `text` and `attribute` take escaped text; `unquoted` is an attribute
 * without quotes; `url` begins an address, `url_part` goes on with one; in a `forbidden` place (tag
 * and attribute names, event handlers, style, script, comments) a value is left out.
 */
export type HtmlContext = "text" | "attribute" | "unquoted" | "url" | "url_part" | "forbidden";

type State =
  | "data"
  | "tag_name"
  | "in_tag"
  | "attribute_name"
  | "after_name"
  | "before_value"
  | "double"
  | "single"
  | "bare"
  | "raw"
  | "comment";

interface Machine {
  state: State;
  tag: string;
  closing: boolean;
  attribute: string;
  /** Whether anything, literal or pill, came before in the attribute's value. */
  begun: boolean;
}

const urlAttributes = new Set(
  "href src action formaction cite poster background longdesc data ping".split(" "),
);
const forbiddenAttribute = /^on|^(?:style|srcdoc|srcset|http-equiv|content)$/;
const rawElements = new Set(
  "script style iframe noembed noframes noscript xmp plaintext".split(" "),
);
const safeAddress = /^(?:https?:\/\/|mailto:)/i;
const whitespace = /\s/;

const contextsOf = new WeakMap<Template, readonly HtmlContext[]>();

/** The context of each pill, by the literal HTML around them; values can't change it. */
export function pillContexts(template: Template): readonly HtmlContext[] {
  const known = contextsOf.get(template);
  if (known !== undefined) return known;
  const machine: Machine = { state: "data", tag: "", closing: false, attribute: "", begun: false };
  const contexts: HtmlContext[] = [];
  for (const part of template.parts) {
    if (typeof part === "string") readLiteral(machine, part);
    else contexts.push(enterPill(machine));
  }
  contextsOf.set(template, contexts);
  return contexts;
}

/**
 * Renders an HTML template with every value escaped for the place it goes to. An address that is not
 * http, https or mailto becomes `#`. There is no way to insert a value as HTML.
 */
export function renderHtml(
  source: string,
  scope: unknown,
  options: Omit<RenderOptions, "escape" | "keepType"> = {},
): RenderOutcome {
  const parsed = parseTemplate(source);
  if (!parsed.ok) return renderTemplate(source, scope, options);
  const contexts = pillContexts(parsed.value);
  const escape = (text: string, pill: number) => escapeInContext(text, contexts[pill] ?? "text");
  return renderTemplate(parsed.value, scope, { ...options, escape });
}

/** Escapes a value for one place of an HTML page. */
export function escapeInContext(text: string, context: HtmlContext): string {
  switch (context) {
    case "text":
    case "attribute":
      return escapeHtml(text);
    case "unquoted":
      return escapeHtml(text).replace(/[\s=`]/g, (unit) => `&#${unit.charCodeAt(0)};`);
    case "url":
      return safeAddress.test(text.trim()) ? escapeHtml(encodeAddress(text.trim())) : "#";
    case "url_part":
      return escapeHtml(encodeURIComponent(text.toWellFormed()));
    case "forbidden":
      return "";
  }
}

/** Percent-encodes what can't stand in an address, and leaves the address's own signs alone. */
function encodeAddress(address: string): string {
  return address.toWellFormed().replace(/[\s"'<>`\\^{}|]/g, (unit) => encodeURIComponent(unit));
}

function enterPill(machine: Machine): HtmlContext {
  if (machine.state === "data") return "text";
  if (machine.state === "before_value") machine.state = "bare";
  const quoted = machine.state === "double" || machine.state === "single";
  if (!quoted && machine.state !== "bare") return "forbidden";
  const first = !machine.begun;
  machine.begun = true;
  if (forbiddenAttribute.test(machine.attribute)) return "forbidden";
  if (urlAttributes.has(localName(machine.attribute))) {
    // Without quotes an address of nothing would swallow what follows; "#" and percent-signs can't.
    return first ? "url" : "url_part";
  }
  return quoted ? "attribute" : "unquoted";
}

function localName(attribute: string): string {
  return attribute.slice(attribute.lastIndexOf(":") + 1);
}

function readLiteral(machine: Machine, text: string): void {
  let at = 0;
  while (at < text.length) at = steps[machine.state](machine, text, at);
}

/** Each state reads from a position and returns the next; none goes back, so it is one pass. */
const steps: Readonly<Record<State, (machine: Machine, text: string, at: number) => number>> = {
  data: readData,
  tag_name: (machine, text, at) => {
    const character = text[at] ?? "";
    if (character === ">") return endTag(machine, at);
    if (whitespace.test(character) || character === "/") machine.state = "in_tag";
    else machine.tag += character.toLowerCase();
    return at + 1;
  },
  in_tag: (machine, text, at) => {
    const character = text[at] ?? "";
    if (character === ">") return endTag(machine, at);
    if (whitespace.test(character) || character === "/") return at + 1;
    machine.state = "attribute_name";
    machine.attribute = character.toLowerCase();
    return at + 1;
  },
  attribute_name: (machine, text, at) => {
    const character = text[at] ?? "";
    if (character === ">") return endTag(machine, at);
    if (character === "=") return beginValue(machine, at);
    if (whitespace.test(character)) machine.state = "after_name";
    else if (character === "/") machine.state = "in_tag";
    else machine.attribute += character.toLowerCase();
    return at + 1;
  },
  after_name: (machine, text, at) => {
    const character = text[at] ?? "";
    if (character === "=") return beginValue(machine, at);
    if (whitespace.test(character)) return at + 1;
    machine.state = "in_tag";
    return at;
  },
  before_value: (machine, text, at) => {
    const character = text[at] ?? "";
    if (whitespace.test(character)) return at + 1;
    if (character === ">") return endTag(machine, at);
    if (character === '"') machine.state = "double";
    else if (character === "'") machine.state = "single";
    else {
      machine.state = "bare";
      return at;
    }
    return at + 1;
  },
  double: (machine, text, at) => readQuotedValue(machine, text, at, '"'),
  single: (machine, text, at) => readQuotedValue(machine, text, at, "'"),
  bare: (machine, text, at) => {
    const character = text[at] ?? "";
    if (character === ">") return endTag(machine, at);
    if (whitespace.test(character)) machine.state = "in_tag";
    else machine.begun = true;
    return at + 1;
  },
  raw: (machine, text, at) => {
    const close = text.indexOf("</", at);
    if (close < 0) return text.length;
    const name = text.slice(close + 2, close + 2 + machine.tag.length);
    if (name.toLowerCase() !== machine.tag) return close + 2;
    machine.state = "tag_name";
    machine.closing = true;
    machine.tag = "";
    return close + 2;
  },
  comment: (machine, text, at) => {
    const close = text.indexOf("-->", at);
    if (close < 0) return text.length;
    machine.state = "data";
    return close + 3;
  },
};

function readData(machine: Machine, text: string, at: number): number {
  const open = text.indexOf("<", at);
  if (open < 0) return text.length;
  if (text.startsWith("<!--", open)) {
    machine.state = "comment";
    return open + 4;
  }
  machine.closing = text[open + 1] === "/";
  const name = open + (machine.closing ? 2 : 1);
  // A pill right behind "<" would become a tag's name, so the end of the literal counts as one.
  if (name < text.length && !/[a-z!?]/i.test(text[name] ?? "")) return name;
  machine.state = "tag_name";
  machine.tag = "";
  return name;
}

function readQuotedValue(machine: Machine, text: string, at: number, quote: string): number {
  const end = text.indexOf(quote, at);
  if (end !== at && text.slice(at, end < 0 ? undefined : end).trim() !== "") machine.begun = true;
  if (end < 0) return text.length;
  machine.state = "in_tag";
  return end + 1;
}

function beginValue(machine: Machine, at: number): number {
  machine.state = "before_value";
  machine.begun = false;
  return at + 1;
}

function endTag(machine: Machine, at: number): number {
  machine.state = !machine.closing && rawElements.has(machine.tag) ? "raw" : "data";
  return at + 1;
}
