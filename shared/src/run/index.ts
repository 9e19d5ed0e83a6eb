export * from "./retry.ts";
export * from "./status.ts";
