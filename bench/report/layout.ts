import { isReached, type Aim, type Cell, type Table } from "../scenario.ts";
import type { Entry } from "./record.ts";

/** Rows of text under their headings. */
export interface Grid {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function gridOf({ columns, rows }: Pick<Table, "columns" | "rows">): Grid {
  return {
    headings: columns.map((column) => column.label),
    rows: rows.map((row) => columns.map((column) => showCell(row[column.key] ?? null))),
  };
}

/** The figures to reach, with what was measured. */
export function aimGrid(aims: readonly Aim[]): Grid {
  return {
    headings: ["figure to reach", "aim", "measured", ""],
    rows: aims.map((aim) => [
      aim.what,
      `${aim.atMost === undefined ? "≥" : "≤"} ${showCell(aim.atMost ?? aim.atLeast ?? null)} ${aim.unit}`.trim(),
      showCell(aim.measured),
      isReached(aim) ? "✓" : "✗",
    ]),
  };
}

/** With columns of equal width, for a terminal. */
export function asText({ headings, rows }: Grid): string {
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return [headings, ...rows].map(line).join("\n");
}

/** As a table of Markdown, in the formatter's way: padded to equal widths. */
export function asMarkdown({ headings, rows }: Grid): string {
  const widths = headings.map((heading, at) =>
    Math.max(3, heading.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(headings), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join(
    "\n",
  );
}

/** A number with thousands marked, as few digits as tell it apart; a dash for none. */
export function showCell(value: Cell): string {
  if (value === null) return "–";
  return typeof value === "string"
    ? value
    : value.toLocaleString("en-GB", { maximumFractionDigits: 3 });
}

/** One line about where the figures come from. */
export function sourceOf({ machine, quick, seconds }: Entry): string {
  const { at, cores, model, memoryGib, node, load, commit } = machine;
  const where = `${cores} cores (${model}), ${memoryGib} GiB, Node ${node}`;
  return `${at.slice(0, 16).replace("T", " ")} UTC, ${where}, commit ${commit}, load ${load.join(" ")} at the start, ${Math.round(seconds)} s${quick ? ", QUICK: no figures to quote" : ""}`;
}
