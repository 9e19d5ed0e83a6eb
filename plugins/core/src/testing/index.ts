export * from "./caught-error.ts";
export * from "./fake-context.ts";
export * from "./fake-smtp.ts";
export * from "./http-sink.ts";
export * from "./loopback.ts";
