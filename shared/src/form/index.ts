export * from "./field-kind.ts";
export * from "./field-kind-words.ts";
export * from "./fields.ts";
export * from "./field-uses.ts";
export * from "./impact.ts";
export * from "./invent-answers.ts";
export * from "./respondent-label.ts";
export * from "./response.ts";
