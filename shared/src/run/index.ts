export * from "./edits.ts";
export * from "./retry.ts";
export * from "./status.ts";
