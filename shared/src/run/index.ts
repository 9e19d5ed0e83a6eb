export * from "./edits.ts";
export * from "./retry.ts";
export * from "./status.ts";
export * from "./task-status.ts";
