import { ratio } from "../measure/statistics.ts";
import { gridOf, type Grid } from "./layout.ts";
import type { Entry } from "./record.ts";

/** Not figures of the product. */
const leftOut = new Set(["othersCores", "ratio"]);

type Tables = Entry["findings"]["tables"];

/** Every figure that both records have, with new divided by old. */
export function compareRecords(now: readonly Entry[], before: readonly Entry[]): Grid {
  const rows = now.flatMap((entry) => {
    const old = before.find((each) => each.name === entry.name);
    if (old === undefined) return [];
    return compareTables(entry.findings.tables, old.findings.tables).map((row) => ({
      ...row,
      what: `${entry.name}: ${row.what}`,
    }));
  });
  return gridOf({
    columns: [
      { key: "what", label: "figure" },
      { key: "before", label: "before" },
      { key: "now", label: "now" },
      { key: "ratio", label: "now / before" },
    ],
    rows,
  });
}

interface Compared {
  readonly [key: string]: string | number | null;
  readonly what: string;
}

function compareTables(now: Tables, before: Tables): Compared[] {
  return now.flatMap((table) => {
    const [name, ...columns] = table.columns;
    const old = before.find((each) => each.title === table.title);
    if (name === undefined || old === undefined) return [];
    return table.rows.flatMap((row) => {
      const was = old.rows.find((each) => each[name.key] === row[name.key]);
      const compared = columns.filter(({ key }) => !leftOut.has(key));
      return compared.flatMap(({ key, label }): Compared[] => {
        const [value, then] = [row[key], was?.[key]];
        if (typeof value !== "number" || typeof then !== "number") return [];
        const what = `${row[name.key]}, ${label}`;
        return [{ what, before: then, now: value, ratio: ratio(value, then) }];
      });
    });
  });
}
