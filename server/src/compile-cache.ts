import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Keeps compiled code between starts: called by an entry before it imports the rest. Where the folder
 * cannot be written, everything is compiled anew, and nothing else is different.
 */
export function keepCompiledCode(): void {
  enableCompileCache(fileURLToPath(new URL("../../.cache/compiled", import.meta.url)));
}
