export { choicesAtPath, withChoiceLabels, type ChoiceLabels } from "./choice-labels.ts";
export { describeCondition } from "./condition-describe.ts";
export {
  familyOf,
  operatorsFor,
  type KindFamily,
  type OperandShape,
  type OperatorChoice,
} from "./condition-operators.ts";
export { checkPattern, matchPattern, maxPatternLength } from "./condition-pattern.ts";
export { conditionProblems, type ConditionProblem } from "./condition-problems.ts";
export {
  conditionOperators,
  conditionPaths,
  conditionRules,
  conditionSchema,
  isConditionGroup,
  maxConditionDepth,
  maxConditionRules,
  type ConditionGroup,
  type ConditionOperator,
  type ConditionRule,
} from "./condition-schema.ts";
export {
  evaluateCondition,
  explainCondition,
  type ConditionOptions,
  type GroupExplanation,
  type RuleExplanation,
} from "./condition.ts";
export { checkDatePattern, dateStyles, formatMoment } from "./date-format.ts";
export { escapeHtml } from "./escape-html.ts";
export { escapeInContext, pillContexts, renderHtml, type HtmlContext } from "./html-context.ts";
export {
  inputProblem,
  type InputLimits,
  type InputProblem,
  type InputProblemCode,
} from "./normalise-problem.ts";
export { normaliseValue, parseJsonBytes, parseJsonStrict } from "./normalise.ts";
export { maxPathIndex, maxPathSegments, parsePath, resolvePath, type PathProblem } from "./path.ts";
export { isEmptyValue, isPrototypeKey, isRecord, isReservedKey } from "./plain-object.ts";
export { printValue } from "./print-value.ts";
export {
  configTemplates,
  renderConfig,
  type ConfigTemplate,
  type RenderConfigOptions,
} from "./render-config.ts";
export {
  filterNames,
  type FilterArgument,
  type FilterName,
  type PillFilter,
} from "./template-filter.ts";
export {
  maxTemplateBytes,
  renamePaths,
  type Pill,
  type Template,
  type TemplateProblem,
} from "./template-parse.ts";
export { templatePieces, writePill, type TemplatePiece } from "./template-pieces.ts";
export {
  maxOutputBytes,
  parseTemplate,
  renderTemplate,
  templatePaths,
  type RenderFailure,
  type RenderOptions,
  type RenderOutcome,
  type RenderWarning,
} from "./template.ts";
export {
  isTimeZone,
  parseMoment,
  parseTimeOfDay,
  wallToEpoch,
  zoneOffset,
  type Moment,
} from "./zoned-time.ts";
