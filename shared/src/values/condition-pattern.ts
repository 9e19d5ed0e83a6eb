import { RE2JS, RE2JSException } from "re2js";

/** The greatest length of a pattern in characters. */
export const maxPatternLength = 1_000;

/** RE2's time grows with the program's size times the text's length: 40,000 × 100,000 took 42 s. */
const maxProgramSize = 2_000;
const maxMatchWork = 20_000_000;
const maxCached = 500;
const cache = new Map<string, RE2JS | undefined>();

/**
 * What is wrong with a pattern, in a sentence; undefined when it is fine. Patterns are RE2's, which
 * match in linear time: back-references and look-around don't exist.
 */
export function checkPattern(pattern: string): string | undefined {
  if (pattern.length > maxPatternLength) return "A pattern has at most 1,000 characters.";
  if (compilePattern(pattern) !== undefined) return undefined;
  return "A simpler regular expression, without back-references and look-around, is expected.";
}

/**
 * Whether the pattern occurs anywhere in the text. Undefined when it is no valid pattern, or when the
 * text is too long for it: a pattern of the greatest size looks through 10,000 characters, one of 80
 * steps through 250,000.
 */
export function matchPattern(pattern: string, text: string): boolean | undefined {
  if (pattern.length > maxPatternLength) return undefined;
  const compiled = compilePattern(pattern);
  if (compiled === undefined || compiled.programSize() * text.length > maxMatchWork) {
    return undefined;
  }
  return compiled.test(text);
}

function compilePattern(pattern: string): RE2JS | undefined {
  const known = cache.get(pattern);
  if (known !== undefined || cache.has(pattern)) return known;
  if (cache.size >= maxCached) cache.clear();
  const compiled = tryCompile(pattern);
  cache.set(pattern, compiled);
  return compiled;
}

function tryCompile(pattern: string): RE2JS | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return compiled.programSize() > maxProgramSize ? undefined : compiled;
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
