import { keepCompiledCode } from "../../compile-cache.ts";

// The entry of a worker thread, as Bree starts it.
keepCompiledCode();
await import("./thread-work.ts");
