import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import type * as Glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";

export type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";

interface WasmInstance {
  readonly exports: { __wbindgen_start(): void };
}

interface WasmRuntime {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: WasmInstance }>;
}

let loaded: Promise<typeof Glue> | undefined;

/**
 * Opens Prisma's schema engine on the databases that `factory` connects to. Its 5 MB of WASM are
 * read on the first call only. The caller frees the engine and closes the factory's connections.
 */
export async function openSchemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<SchemaEngine> {
  loaded ??= loadGlue();
  const glue = await loaded;
  return glue.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

/**
 * The package's own entry imports the .wasm as a module, which Node does only behind a flag, so the
 * bytes are instantiated by hand. The glue reports a panic of the engine through a global.
 */
async function loadGlue(): Promise<typeof Glue> {
  const path = createRequire(import.meta.url).resolve(
    "@prisma/schema-engine-wasm/schema_engine_bg",
  );
  const [glue, bytes] = await Promise.all([
    import("@prisma/schema-engine-wasm/schema_engine_bg"),
    readFile(path.replace(/\.js$/, ".wasm")),
  ]);
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`Prisma's schema engine stopped: ${message}`);
      },
    },
  });
  // The compiler's library has WebAssembly only together with the whole browser.
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WasmRuntime };
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}
