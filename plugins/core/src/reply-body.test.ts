import { describe, expect, it } from "vitest";
import { replyBody } from "./reply-body.ts";

const read = (body: string, truncated = false) => replyBody({ body, truncated });

describe("replyBody", () => {
  it("parses JSON, whatever the service calls it", () => {
    expect(read('{"a":[1,true,null]}')).toEqual({ a: [1, true, null] });
    expect(read(" 12")).toBe(12);
    expect(read("null")).toBeNull();
  });

  it("keeps as text what is no whole JSON", () => {
    expect(read("<html>")).toBe("<html>");
    expect(read('{"a":1', true)).toBe('{"a":1');
    expect(read("[1]", true)).toBe("[1]");
    expect(read("")).toBe("");
  });

  it("keeps as text what could not be stored", () => {
    const deep = "[".repeat(40) + "]".repeat(40);
    for (const body of [deep, '{"__proto__":1}', '["\\u0000"]', '["\\ud800"]', "[1e400]"]) {
      expect(read(body)).toBe(body);
    }
    expect(read("a\u0000b")).toBe("a\uFFFDb");
    expect(read("\ud800")).toBe("\uFFFD");
  });
});
