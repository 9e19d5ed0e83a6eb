import { describe, expect, it } from "vitest";
import { graphOf } from "../../../plugins/build-graph.ts";
import { placePicture } from "./picture-places.ts";

const spots = (lines: readonly string[]) =>
  placePicture(graphOf(lines)).places.map(({ id, column, row }) => `${id} ${column} ${row}`);

describe("the small picture of a recipe", () => {
  it("puts steps in a row, from left to right", () => {
    expect(spots(["trigger > filter", "filter > email"])).toEqual([
      "trigger 0 0",
      "filter 1 0",
      "email 2 0",
    ]);
  });

  it("gives each way a row of its own, and follows it there", () => {
    const lines = ["trigger > branch", "branch:a > email", "email > slack", "branch:b > email2"];
    expect(spots(lines)).toEqual([
      "trigger 0 0",
      "branch 1 0",
      "email 2 0",
      "slack 3 0",
      "email2 2 1",
    ]);
  });

  it("draws three ways and counts the others", () => {
    const ways = ["a", "b", "c", "d", "e"].map((port, at) => `branch:${port} > email${at + 1}`);
    const picture = placePicture(graphOf(["trigger > branch", ...ways]));
    expect(picture.places.filter(({ type }) => type === "email")).toHaveLength(3);
    expect(picture).toMatchObject({ columns: 3, rows: 3, left: 2 });
  });

  it("ends in a circle, and draws nothing of an empty graph", () => {
    expect(spots(["trigger > email", "email > trigger"])).toEqual(["trigger 0 0", "email 1 0"]);
    expect(placePicture({ schemaVersion: 1, nodes: [], edges: [], notes: [] })).toMatchObject({
      columns: 0,
      rows: 0,
    });
  });
});
