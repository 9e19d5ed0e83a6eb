import { fileURLToPath } from "node:url";

/** A folder of node types that misbehave on purpose; the tests have the same. */
export const oddPlugins = fileURLToPath(
  new URL("../../server/test/support/odd-plugins", import.meta.url),
);
