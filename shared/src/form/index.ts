export * from "./field-kind.ts";
export * from "./fields.ts";
