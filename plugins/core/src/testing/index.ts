export * from "./fake-context.ts";
export * from "./fake-smtp.ts";
export * from "./loopback.ts";
