export * from "./advance.ts";
export * from "./compile.ts";
export { problemCodes, type ProblemCode } from "./create-problem.ts";
export * from "./graph.ts";
export * from "./plan.ts";
export * from "./problem.ts";
