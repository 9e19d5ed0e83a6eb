export * from "./advance.ts";
export * from "./graph.ts";
export * from "./plan.ts";
export * from "./problem.ts";
