export * from "./check-plugin.ts";
export * from "./check-settings.ts";
export * from "./define-plugin.ts";
export * from "./errors.ts";
export * from "./node-type.ts";
export * from "./render-config.ts";
export { selfRenderedPaths } from "./render-rules.ts";
export * from "./read-instant.ts";
export * from "./reply-body.ts";
export * from "./retry-after.ts";
export * from "./service-error.ts";
export * from "./step-context.ts";
export * from "./template-settings.ts";
export * from "./value-scope.ts";
export { formEventTypes, formEventTypeSchema } from "@formloom/shared/events";
export type { Answers, FormEvent, FormEventType } from "@formloom/shared/events";
export { fieldKinds } from "@formloom/shared/form";
export type { FieldKind } from "@formloom/shared/form";
export { nodeCategories } from "@formloom/shared/plugin";
export type { CaughtMail, ConfigProblem, NodeType, Port } from "@formloom/shared/plugin";
export { defaultRetryPolicy } from "@formloom/shared/run";
export type { RetryPolicy } from "@formloom/shared/run";
export {
  conditionSchema,
  escapeHtml,
  escapeInContext,
  type HtmlContext,
  parseTemplate,
  pillContexts,
} from "@formloom/shared/values";
export type { ConditionGroup as Condition, RenderWarning } from "@formloom/shared/values";
