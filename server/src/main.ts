import { keepCompiledCode } from "./compile-cache.ts";

// The entry of the product. What it runs is imported after the cache is in place.
keepCompiledCode();
const { runServer } = await import("./run-server.ts");
runServer();
