export * from "./accounts.ts";
export * from "./common.ts";
export * from "./forms.ts";
export * from "./pipelines.ts";
export * from "./route.ts";
export * from "./runs.ts";
export * from "./sign-in.ts";
