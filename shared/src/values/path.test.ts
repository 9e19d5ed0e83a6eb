import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePath, resolvePath } from "./path.ts";

function read(scope: unknown, text: string): unknown {
  const path = parsePath(text);
  return path.ok ? resolvePath(scope, path.value) : path.error.code;
}

describe("parsePath", () => {
  it("reads names and list positions", () => {
    expect(parsePath(" answers.email ")).toEqual({ ok: true, value: ["answers", "email"] });
    expect(parsePath("steps.n1.body.items.0.first-name")).toMatchObject({ ok: true });
    expect(parsePath("svar.fødselsår")).toMatchObject({ ok: true });
  });

  it.each([
    ["__proto__.x", "path_reserved"],
    ["a.constructor.prototype", "path_reserved"],
    ["a.prototype", "path_reserved"],
    ["a[99999999]", "path_segment"],
    ["a.99999999", "path_index"],
    ["a.10001", "path_index"],
    ["", "path_empty"],
    ["a..b", "path_segment"],
    ["a.", "path_segment"],
    ["a.-1", "path_segment"],
    ["a b", "path_segment"],
    ["=1+1", "path_segment"],
    [Array.from({ length: 33 }, () => "a").join("."), "path_too_long"],
    [Array.from({ length: 10_000 }, () => "a").join("."), "path_too_long"],
    ["a".repeat(201), "path_too_long"],
  ])("refuses %j as %s", (text, code) => {
    expect(parsePath(text)).toMatchObject({ ok: false, error: { code } });
  });

  it("takes 32 segments and position 10,000", () => {
    expect(parsePath(Array.from({ length: 32 }, () => "a").join("."))).toMatchObject({ ok: true });
    expect(parsePath("a.10000")).toMatchObject({ ok: true });
  });

  it("never throws and never echoes more than 64 characters", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const path = parsePath(text);
        expect(path.ok || path.error.message.length < 100).toBe(true);
      }),
    );
  });
});

describe("resolvePath", () => {
  const scope = {
    answers: { email: "a@b.no", tags: ["x", "y"], nested: [{ name: "Ada" }], text: "word" },
  };

  it("follows own properties and list positions", () => {
    expect(read(scope, "answers.email")).toBe("a@b.no");
    expect(read(scope, "answers.tags.1")).toBe("y");
    expect(read(scope, "answers.nested.0.name")).toBe("Ada");
    expect(read(scope, "answers.missing.deeper")).toBeUndefined();
  });

  it("reaches nothing that is inherited or built in", () => {
    const paths = [
      "toString",
      "answers.toString",
      "answers.hasOwnProperty",
      "answers.tags.length",
      "answers.tags.map",
      "answers.tags.2",
      "answers.tags.01",
      "answers.text.length",
      "answers.text.0",
    ];
    expect(paths.filter((path) => read(scope, path) !== undefined)).toEqual([]);
    expect(resolvePath(scope, ["constructor", "name"])).toBeUndefined();
    expect(resolvePath(JSON.parse('{"__proto__":{"x":1}}'), ["__proto__", "x"])).toBeUndefined();
    expect(resolvePath({ run: () => 1 }, ["run"])).toBeUndefined();
  });

  it("finds exactly what is a member of JSON data", () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/).filter((name) => name !== "constructor");
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.dictionary(key, fc.jsonValue())),
        key,
        key,
        (data, first, second) => {
          const inner = Object.hasOwn(data, first) ? data[first] : undefined;
          const expected =
            inner !== undefined && Object.hasOwn(inner, second) ? inner[second] : undefined;
          expect(resolvePath(data, [first, second])).toEqual(expected);
        },
      ),
    );
  });
});
