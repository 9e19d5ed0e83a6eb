import { posix } from "node:path";

/**
 * The rules of ARCHITECTURE.md that no linter knows. A rule has a sentence, says which files it is
 * about, and forbids an import (`import`) or a piece of code (`code`). Test files are free of them
 * unless a rule says `tests: true`.
 */
export const rules = [
  {
    says: "shared imports only zod, re2js and itself",
    about: /^shared\/src\//,
    import: ({ specifier, target }) =>
      target ? !target.startsWith("shared/src/") : !isPackage(specifier, ["zod", "re2js"]),
  },
  {
    says: "a plugin imports only @formloom/plugin-sdk and what its own package.json names",
    about: /^plugins\/(?!core\/)[^/]+\//,
    import: ({ specifier, target, path, dependencies }) => {
      if (target) return !target.startsWith(`${folderOf(path, 2)}/`);
      if (specifier.startsWith("node:")) return false;
      const allowed = dependencies.filter((name) => !isPrivate(name));
      return !isPackage(specifier, allowed);
    },
  },
  {
    says: "a plugin reaches the world through its ctx, not through Node",
    about: /^plugins\/(?!core\/)[^/]+\//,
    import: ({ specifier, isType }) =>
      !isType &&
      /^(node:)?(net|tls|http|https|http2|dgram|dns|child_process|cluster|worker_threads|vm|fs|process)(\/|$)/.test(
        specifier,
      ),
  },
  {
    says: "a plugin calls ctx.fetch and reads ctx.config, never the global fetch or process.env",
    about: /^plugins\/(?!core\/)[^/]+\//,
    code: /(?<![.\w$])fetch\s*\(|\bglobalThis\b|\bprocess\s*\.\s*env\b/g,
  },
  {
    says: "the plugin SDK imports only shared and what its package.json names",
    about: /^plugins\/core\/src\//,
    import: ({ specifier, target, dependencies }) =>
      target
        ? !target.startsWith("plugins/core/")
        : !specifier.startsWith("node:") && !isPackage(specifier, [...dependencies, "vitest"]),
  },
  {
    says: "server and web know shared and the SDK, never each other or a plugin",
    about: /^(server|web)\/src\//,
    import: ({ specifier, target, path }) =>
      target
        ? // The demo's data lies beside the schema that it fills.
          !target.startsWith(`${folderOf(path, 1)}/`) && target !== "prisma/demo.ts"
        : isPackage(specifier, ["@formloom/server", "@formloom/web"]) || isPrivate(specifier),
  },
  {
    says: "a pipeline stage never imports another; pipeline.ts hands it functions",
    // A thread begins at thread-work.ts, which wires its own part of the path.
    about: /^server\/src\/pipeline\/(?!worker\/thread-work\.ts$)[^/]+\//,
    import: ({ target, path, isType }) =>
      !isType &&
      target !== undefined &&
      /^server\/src\/pipeline\/[^/]+\//.test(target) &&
      folderOf(target, 4) !== folderOf(path, 4),
  },
  {
    says: "a web feature never imports another",
    about: /^web\/src\/features\/[^/]+\//,
    import: ({ target, path }) =>
      target !== undefined &&
      target.startsWith("web/src/features/") &&
      folderOf(target, 4) !== folderOf(path, 4),
  },
  {
    says: "only server/src/pipeline/plugins/registry.ts loads code by a computed name",
    about: /^(server|shared|plugins)\/(?!src\/pipeline\/plugins\/registry\.ts$)/,
    import: ({ isDynamic, specifier, target }) =>
      isDynamic && (specifier === "" || target?.startsWith("plugins/") === true),
  },
  {
    says: "only web/src/plugins/registry.ts collects files with import.meta.glob",
    about: /^web\/src\/(?!plugins\/registry\.ts$)/,
    code: /\bimport\.meta\.glob\b/g,
  },
  {
    says: "only server/src/pipeline/worker/egress-*.ts opens outgoing connections",
    about: /^server\/src\/(?!pipeline\/worker\/egress-[^/]+\.ts$)/,
    import: ({ specifier, isType, names }) =>
      !isType &&
      (isPackage(specifier, ["undici"]) ||
        (/^node:(net|tls|http|https|http2)$/.test(specifier) && !names.every(isIncoming))),
  },
  {
    says: "the server calls no global fetch; the egress guard does it",
    about: /^server\/src\//,
    code: /(?<=(?:\bawait|\breturn|\bvoid|[=(>:?])\s*)fetch\s*\(/g,
  },
  {
    says: "only error-response.ts, contract-route.ts and the public pages choose a status",
    about: /^server\/src\/(?!http\/(error-response|contract-route)\.ts$|public\/)/,
    code: /\b(res|response|reply)\.(status|sendStatus)\s*\(/g,
  },
  {
    says: "nothing is evaluated as code",
    about: /^/,
    tests: true,
    code: /(?<![.\w$])eval\s*\(|\bnew\s+Function\b/g,
  },
  {
    says: "nothing is evaluated as code, not in node:vm either",
    about: /^/,
    tests: true,
    import: ({ specifier }) => /^(node:)?vm$/.test(specifier),
  },
  {
    says: "SQL text is never put together for Prisma",
    about: /^/,
    tests: true,
    code: /\$(queryRaw|executeRaw)Unsafe\b/g,
  },
];

/** What of Node's network modules listens or calculates, and calls nobody. */
function isIncoming(name) {
  return /^(type \w+|createServer|Server|isIP|isIPv4|isIPv6|BlockList|STATUS_CODES|ServerResponse|IncomingMessage)$/.test(
    name,
  );
}

/** A plugin's package, not the SDK that they all share. */
function isPrivate(specifier) {
  return /^@formloom\/(?!shared(\/|$)|plugin-sdk(\/|$))/.test(specifier);
}

function isPackage(specifier, names) {
  return names.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function folderOf(path, depth) {
  return path.split("/").slice(0, depth).join("/");
}

/** Where a relative import leads, from the repository's root; nothing for a package. */
export function targetOf(path, specifier) {
  return specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : undefined;
}
