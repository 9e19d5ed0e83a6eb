import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectJson, looksClean } from "./json-inspect.ts";
import { checkNumber } from "./json-number.ts";
import { normaliseValue, parseJsonBytes, parseJsonStrict } from "./normalise.ts";
import { fullLimits } from "./normalise-problem.ts";

const defaults = fullLimits({});

function codeOf(text: string): string {
  const parsed = parseJsonStrict(text);
  return parsed.ok ? "ok" : `${parsed.error.code} ${parsed.error.path}`.trim();
}

function parsePlainly(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function nest(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

describe("parseJsonStrict", () => {
  it.each([
    ["[1,]", "invalid_json"],
    ['\ufeff{"a":1}', "invalid_json"],
    ['{\0"\0a\0', "invalid_json"],
    ["NaN", "invalid_json"],
    ["", "invalid_json"],
    ['{"a":"\0"}', "invalid_json"],
    ['{"a":{"b":["x","\\u0000"]}}', "nul_character a.b.1"],
    ['{"a":{"\\u0000":1}}', "nul_character a.\ufffd"],
    ['{"a":"\\ud800"}', "malformed_unicode a"],
    ['{"a":"\ud800"}', "malformed_unicode a"],
    ['{"\\udc00x":1}', "malformed_unicode \ufffdx"],
    ['{"a":"\\ud83d\\ude00"}', "ok"],
    ['{"a":"\\\\u0000"}', "ok"],
    ['{"a":1e400}', "number_range a"],
    ['{"a":-1e400}', "number_range a"],
    ["[1e200000]", "number_range 0"],
    ["[1e-400]", "number_range 0"],
    ["[0e999]", "ok"],
    ['{"a":12345678901234567890}', "number_precision a"],
    ['{"a":"12345678901234567890"}', "ok"],
    ["9007199254740991", "ok"],
    ["9007199254740993", "number_precision"],
    ["0.30000000000000004", "ok"],
    ["0.10000000000000001", "ok"],
    ["0.1234567890123456789", "number_precision"],
    ["1.50000000000000000000", "ok"],
    ["1e23", "ok"],
    ['{"a":1,"a":2}', "duplicate_key a"],
    ['{"a":1,"\\u0061":2}', "duplicate_key a"],
    ['{"x":{"a":1},"y":[{"a":1},{"a":1,"b":2,"a":3}]}', "duplicate_key y.1.a"],
    ['{"__proto__":{"admin":true}}', "reserved_key __proto__"],
    ['{"a":{"\\u005f_proto__":1}}', "reserved_key a.__proto__"],
    ['{"constructor":1}', "reserved_key constructor"],
    ['{"prototype":1}', "reserved_key prototype"],
    ['{"hasOwnProperty":1}', "reserved_key hasOwnProperty"],
    ['{"toString":1}', "reserved_key toString"],
    ['{"a":"the constructor of __proto__"}', "ok"],
  ])("answers %j with %s", (text, expected) => {
    expect(codeOf(text)).toBe(expected);
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });

  it("takes depth 32 and refuses 33 to 200,000 without exhausting the stack", () => {
    expect(codeOf(nest(32))).toBe("ok");
    for (const depth of [33, 5_000, 200_000]) {
      expect(codeOf(nest(depth))).toMatch(/^too_deep/);
      expect(codeOf('{"a":'.repeat(depth) + "1" + "}".repeat(depth))).toMatch(/^too_deep/);
    }
    expect(codeOf("[".repeat(200_000))).toBe("too_deep");
    expect(codeOf(`{"a":${nest(30)},"b":${nest(31)}}`)).toBe("ok");
  });

  it("takes 10,000 keys and refuses one more", () => {
    const object = (count: number) =>
      `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join(",")}}`;
    expect(codeOf(object(10_000))).toBe("ok");
    expect(codeOf(object(10_001))).toMatch(/^too_many_keys/);
    expect(codeOf(`[${object(5_000)},${object(5_001)}]`)).toMatch(/^too_many_keys/);
  });

  it("turns -0 into 0, also deep inside", () => {
    expect(parseJsonStrict('{"a":[-0,-0.0,-0e5,"-0"]}')).toEqual({
      ok: true,
      value: { a: [0, 0, 0, "-0"] },
    });
    expect(parseJsonStrict("-0")).toStrictEqual({ ok: true, value: 0 });
  });

  it("echoes at most 64 harmless characters in its path", () => {
    const parsed = parseJsonStrict(`{"${"\\u202e\\n😀".repeat(50)}":"\\u0000"}`);
    expect(parsed.ok ? "" : parsed.error.path).toMatch(/^[\ufffd😀…]{30,64}$/u);
    expect(parsed.ok ? 99 : parsed.error.path.length).toBeLessThanOrEqual(64);
  });

  it("agrees with JSON.parse on valid input", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const parsed = parseJsonStrict(text);
        fc.pre(parsed.ok);
        const expected: unknown = JSON.parse(text, (_, member: unknown) =>
          member === 0 ? 0 : member,
        );
        expect(parsed).toEqual({ ok: true, value: expected });
      }),
    );
  });

  it("is never misled by its quick check, and never throws", () => {
    const token = fc.constantFrom(
      ..."{ } [ ] : , 1 -0 1e5 1e999 12345678901234567890 true null".split(" "),
      '"a"',
      '"b"',
      '"\\"',
      '"\\\\"',
      '"\\u0061"',
      '"\\u0000"',
      '"__proto__"',
      '"a:b,{"',
      " ",
    );
    const text = fc.oneof(
      fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join("")),
      fc
        .array(fc.tuple(token, token), { maxLength: 6 })
        .map((pairs) => `{${pairs.map(([key, value]) => `${key}:${value}`).join(",")}}`),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (input) => {
        const parsed = parseJsonStrict(input);
        const plain = parsePlainly(input);
        const problem = plain === undefined ? undefined : inspectJson(input, defaults);
        expect(parsed.ok).toBe(plain !== undefined && problem === undefined);
        expect(plain === undefined && codeOf(input) !== "invalid_json").toBe(false);
        const clean = plain !== undefined && looksClean(input, plain.value, defaults);
        expect(clean && problem !== undefined).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it("makes values that survive being written and read again", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed = parseJsonStrict(text);
        fc.pre(parsed.ok);
        const again = parsed.ok ? parseJsonStrict(JSON.stringify(parsed.value)) : parsed;
        expect(again).toEqual(parsed);
      }),
    );
  });

  it("reads a megabyte of escapes and quotes in linear time", () => {
    const started = performance.now();
    expect(codeOf(JSON.stringify({ a: '\\"'.repeat(250_000) }))).toBe("ok");
    expect(codeOf(`[${"1,".repeat(500_000)}1]`)).toBe("ok");
    expect(codeOf(`[0.${"0".repeat(500_000)}1]`)).toBe("number_range 0");
    expect(codeOf(`[1${"0".repeat(300)}.${"0".repeat(500_000)}]`)).toBe("ok");
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("checkNumber", () => {
  it("passes every number that JavaScript writes itself", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(checkNumber(JSON.stringify(value))).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it("passes an integer exactly when it comes back", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (integer) => {
        const literal = String(integer);
        const same =
          String(BigInt(Number(literal))) === literal || Math.abs(Number(literal)) > 1e21;
        const shortest = /^-?(\d*?)0*$/.exec(literal)?.[1]?.length ?? 0;
        const kept = checkNumber(literal) === undefined;
        expect(kept && !same && shortest > 17).toBe(false);
        expect(Number.isSafeInteger(Number(literal)) && !kept).toBe(false);
      }),
    );
  });
});

describe("parseJsonBytes", () => {
  it("reads UTF-8 and refuses everything else", () => {
    const encoder = new TextEncoder();
    expect(parseJsonBytes(encoder.encode('{"a":"å😀"}'))).toMatchObject({ value: { a: "å😀" } });
    const invalid = { ok: false, error: { code: "invalid_json" } };
    expect(parseJsonBytes(encoder.encode('\ufeff{"a":1}'))).toMatchObject(invalid);
    expect(parseJsonBytes(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject(invalid);
    expect(parseJsonBytes(Uint8Array.of(0x7b, 0, 0x7d, 0))).toMatchObject(invalid);
    expect(parseJsonBytes(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toMatchObject(invalid);
  });
});

describe("normaliseValue", () => {
  it("copies plain values, leaves out undefined members and turns -0 into 0", () => {
    const form = Object.assign(Object.create(null), { a: "x", b: undefined, c: [-0, null, true] });
    expect(normaliseValue(form)).toStrictEqual({ ok: true, value: { a: "x", c: [0, null, true] } });
  });

  it.each([
    [{ a: "x\0" }, "nul_character", "a"],
    [{ a: ["\ud800"] }, "malformed_unicode", "a.0"],
    [{ a: Number.POSITIVE_INFINITY }, "number_range", "a"],
    [{ a: Number.NaN }, "number_range", "a"],
    [{ toString: "x" }, "reserved_key", "toString"],
    [JSON.parse('{"a":{"__proto__":1}}'), "reserved_key", "a.__proto__"],
    [{ a: new Date() }, "not_json", "a"],
    [{ a: () => 1 }, "not_json", "a"],
    [{ a: [undefined] }, "not_json", "a.0"],
    [1n, "not_json", ""],
  ])("refuses %o as %s", (value, code, path) => {
    expect(normaliseValue(value)).toMatchObject({ ok: false, error: { code, path } });
  });

  it("stops at the depth limit, also in a circle", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(normaliseValue(circle)).toMatchObject({ ok: false, error: { code: "too_deep" } });
    expect(normaliseValue(JSON.parse(nest(32)))).toMatchObject({ ok: true });
    expect(normaliseValue(JSON.parse(nest(33)))).toMatchObject({ error: { code: "too_deep" } });
  });

  it("agrees with the parser on all that it accepts", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const strict = parseJsonStrict(text);
        fc.pre(strict.ok);
        expect(normaliseValue(JSON.parse(text))).toEqual(strict);
      }),
    );
  });
});
