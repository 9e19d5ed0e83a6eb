import { readdirSync } from "node:fs";
import { conformance } from "./core/src/testing/conformance.ts";

/** Every folder beside this file is a node type, but the SDK; a new one is tested unasked. */
const folders = readdirSync(new URL("./", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "core" && entry.name !== "node_modules")
  .map((entry) => entry.name)
  .toSorted();

for (const folder of folders) conformance(new URL(`./${folder}/`, import.meta.url));
