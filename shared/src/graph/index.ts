export * from "./advance.ts";
export { nodeSummary } from "./clause.ts";
export * from "./compile.ts";
export { problemCodes, type ProblemCode } from "./create-problem.ts";
export * from "./graph.ts";
export * from "./plan.ts";
export * from "./problem.ts";
export { graphSentence, sentenceParts, type SentencePart } from "./sentence.ts";
export { labelOfPath, type SentenceFacts, type ValueFacts } from "./value-labels.ts";
