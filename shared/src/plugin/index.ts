export * from "./effect.ts";
export * from "./manifest.ts";
export * from "./outcome.ts";
