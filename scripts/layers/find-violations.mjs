import { rules, targetOf } from "./rules.mjs";
import { findImports, stripSource } from "./source-text.mjs";

const TEST =
  /\.test\.tsx?$|^(server\/test|web\/e2e|bench|plugins\/core\/src\/testing)\/|^plugins\/[^/]+\/test\//;

/**
 * What a file does against the rules, in the order of its lines. `dependencies` are the names in the
 * package.json of its package, `path` counts from the repository's root.
 */
export function findViolations({ path, source, dependencies = [] }) {
  const isTest = TEST.test(path);
  const { code, bare } = stripSource(source);
  const real = findImports(code).filter(({ index }) => bare[index] !== " "); // not quoted in a string
  const imports = real.map((each) => {
    const specifier = each.specifier ?? "";
    return { ...each, specifier, target: targetOf(path, specifier), path, dependencies };
  });
  return rules
    .filter((rule) => rule.about.test(path) && (rule.tests || !isTest))
    .flatMap((rule) => positions(rule, imports, bare).map((index) => ({ rule: rule.says, index })))
    .map(({ rule, index }) => ({ rule, line: source.slice(0, index).split("\n").length }))
    .toSorted((a, b) => a.line - b.line);
}

function positions(rule, imports, bare) {
  if (rule.code) return [...bare.matchAll(rule.code)].map(({ index }) => index);
  const known = imports.filter(({ specifier, isDynamic }) => specifier !== "" || isDynamic);
  return known.filter((each) => rule.import(each)).map(({ index }) => index);
}
