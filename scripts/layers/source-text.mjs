/**
 * Reads just enough of TypeScript to tell code from comments and strings. Both results have the line
 * breaks and the length of the source, so that positions agree.
 * `code` is without comments, `bare` without what is inside strings as well.
 */
export function stripSource(source) {
  let code = "";
  let bare = "";
  for (const [token] of source.matchAll(TOKEN)) {
    const blank = token.replaceAll(/[^\n]/g, " ");
    const isComment = token.startsWith("//") || token.startsWith("/*");
    const isString = token.length > 1 && /^["'`]/.test(token);
    code += isComment ? blank : token;
    bare += isComment || isString ? blank : token;
  }
  return { code, bare };
}

/** Comments, strings, regular expressions after an operator, and any other character by itself. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|(?<=[=(,:!&|?+]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/|[\s\S]/g;

const STATIC = /\b(?:import|export)\s+(?:([^"';=()]*?)\sfrom\s*)?["']([^"'\n]+)["']/g;
const DYNAMIC = /\bimport\s*\(\s*(?:["'`]([^"'`\n]+)["'`]\s*\))?/g;

/**
 * Every import and re-export: `specifier` (absent when computed), `names` as written between the
 * braces, `isType` when nothing of it is left at run time, `isDynamic`, and its `index`.
 */
export function findImports(code) {
  const statics = [...code.matchAll(STATIC)].map((match) => ({
    index: match.index,
    specifier: match[2],
    names: namesOf(match[1] ?? ""),
    isType: isTypeOnly(match[1] ?? ""),
    isDynamic: false,
  }));
  const dynamics = [...code.matchAll(DYNAMIC)].map((match) => ({
    index: match.index,
    specifier: match[1],
    names: [],
    isType: false,
    isDynamic: true,
  }));
  return [...statics, ...dynamics];
}

function namesOf(clause) {
  const list = clause.replace(/^type\s/, "");
  if (!list.trim().startsWith("{")) return list.trim() ? [list.trim()] : [];
  const names = list.replaceAll(/[{}]/g, "").split(",");
  return names.map((name) => name.trim()).filter((name) => name !== "");
}

function isTypeOnly(clause) {
  if (/^type\s/.test(clause)) return true;
  const names = clause.trim().startsWith("{") ? namesOf(clause) : [];
  return names.length > 0 && names.every((name) => name.startsWith("type "));
}
