import type { Row } from "./fault-experiment.ts";

/** How fast and how much is for the table: a machine that tests at the same time cannot tell. */
const isFigure = (row: Row): boolean => /(?: ms| MB| %| steps\/s)$/.test(row.goal);

/** Goals that the table says are missed; each is known and stands there with its number. */
const known = new Set(["steps with an unhandled rejection that failed"]);

/** Promises that an experiment found broken. */
export const brokenIn = (rows: readonly Row[]): Row[] =>
  rows.filter((row) => !row.met && !isFigure(row) && !known.has(row.what));
