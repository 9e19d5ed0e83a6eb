export * from "./define-plugin.ts";
export * from "./errors.ts";
export * from "./step-context.ts";
