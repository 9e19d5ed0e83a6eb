/** One line of a value laid out for reading. */
export interface ValueRow {
  readonly label: string;
  readonly text: string;
  /** From 0. */
  readonly depth: number;
  /** Whether only its lines below hold something. */
  readonly isHeading: boolean;
}

const maxRows = 200;
const maxDepth = 5;

/** A value as lines "name: text", nested ones below their name; long lists are cut. */
export function valueRows(
  value: unknown,
  labels: Readonly<Record<string, string>> = {},
): ValueRow[] {
  const rows: ValueRow[] = [];
  add(value, { label: "", depth: 0, path: "" });
  return rows;

  function add(item: unknown, at: { label: string; depth: number; path: string }): void {
    if (rows.length >= maxRows) return;
    const entries = at.depth < maxDepth ? entriesOf(item) : null;
    if (entries === null || isShortList(item)) {
      rows.push({ label: at.label, text: textOf(item), depth: at.depth, isHeading: false });
      return;
    }
    const isRoot = at.path === "" && at.label === "";
    if (!isRoot) rows.push({ label: at.label, text: "", depth: at.depth, isHeading: true });
    for (const [key, inner] of entries) {
      const path = at.path === "" ? key : `${at.path}.${key}`;
      const label = Object.hasOwn(labels, path) ? (labels[path] ?? key) : wordsOf(key);
      add(inner, { label, depth: isRoot ? 0 : at.depth + 1, path });
    }
  }
}

function entriesOf(value: unknown): [string, unknown][] | null {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [String(index + 1), item]);
  return typeof value === "object" && value !== null ? Object.entries(value) : null;
}

/** Such as recipients: read better on one line. */
function isShortList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= 8 &&
    value.every((item) => typeof item !== "object" || item === null)
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map(textOf).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `replyTo` and `reply_to` become "Reply to". */
function wordsOf(key: string): string {
  const spaced = key
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .trim();
  const lower = /[A-Z]{2}/.test(key) ? spaced : spaced.toLowerCase();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
