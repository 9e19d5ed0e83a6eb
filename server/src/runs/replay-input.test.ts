import { describe, expect, it } from "vitest";
import { findHidden } from "./replay-input.ts";

const long = "x".repeat(16_384);

describe("findHidden", () => {
  it("finds masks, wherever they were typed, where the log has any", () => {
    const logged = { headers: { authorization: "Bearer •••" }, text: "Hello" };
    expect(findHidden(logged, logged)).toMatchObject([
      { path: "input.headers.authorization", code: "hidden_value" },
    ]);
    const moved = { headers: { authorization: "Bearer abc" }, to: ["a", "Token ••• of ours"] };
    expect(findHidden(moved, logged)).toMatchObject([{ path: "input.to.1" }]);
  });

  it("lets dots that somebody answered with pass", () => {
    expect(findHidden({ text: "What •••?" }, { text: "What?" })).toEqual([]);
    expect(findHidden({ text: "What •••?" }, null)).toEqual([]);
  });

  it("finds a text of which only the beginning was kept, unless it was written anew", () => {
    expect(findHidden({ text: `${long}…` }, { text: `${long}…` })).toMatchObject([
      { path: "input.text", code: "cut_value" },
    ]);
    expect(findHidden({ text: `${long} and on…` }, { text: `${long}…` })).toEqual([]);
    expect(findHidden({ text: "short…" }, { text: "short…" })).toEqual([]);
  });
});
