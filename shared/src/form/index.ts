export * from "./field-kind.ts";
export * from "./fields.ts";
export * from "./impact.ts";
export * from "./response.ts";
