import type { FieldKind } from "@formloom/shared/form";
import {
  operatorsFor,
  type ConditionGroup,
  type ConditionRule,
  type OperandShape,
  type OperatorChoice,
} from "@formloom/shared/values";

/** Where a rule or group stands: positions from the outermost group inwards; empty for that group itself. */
export type ConditionPlace = readonly number[];
export type ConditionNode = ConditionRule | ConditionGroup;

export const emptyCondition: ConditionGroup = { combinator: "and", rules: [] };

export function isGroup(node: ConditionNode): node is ConditionGroup {
  return "rules" in node;
}

export function memberAdded(
  tree: ConditionGroup,
  into: ConditionPlace,
  member: ConditionNode,
): ConditionGroup {
  return groupChanged(tree, into, (group) => ({ ...group, rules: [...group.rules, member] }));
}

/** Takes a rule or group out; a group inside that becomes empty goes with it. */
export function memberRemoved(tree: ConditionGroup, at: ConditionPlace): ConditionGroup {
  const last = at.at(-1);
  if (last === undefined) return emptyCondition;
  const parent = at.slice(0, -1);
  const next = groupChanged(tree, parent, (group) => ({
    ...group,
    rules: group.rules.filter((_member, index) => index !== last),
  }));
  const emptied = parent.length > 0 && groupAt(next, parent)?.rules.length === 0;
  return emptied ? memberRemoved(next, parent) : next;
}

export function ruleReplaced(
  tree: ConditionGroup,
  at: ConditionPlace,
  rule: ConditionRule,
): ConditionGroup {
  const last = at.at(-1);
  if (last === undefined) return tree;
  return groupChanged(tree, at.slice(0, -1), (group) => ({
    ...group,
    rules: group.rules.map((member, index) => (index === last ? rule : member)),
  }));
}

/** How the rules of a group combine, as a menu says it. */
export const combinations = [
  { id: "all", label: "All of these hold", combinator: "and", not: false },
  { id: "any", label: "Any one of these holds", combinator: "or", not: false },
  { id: "none", label: "None of these holds", combinator: "or", not: true },
  { id: "not-all", label: "Not all of these hold", combinator: "and", not: true },
] as const;
export type Combination = (typeof combinations)[number]["id"];

export function combinationOf(group: ConditionGroup): Combination {
  const not = group.not === true;
  const found = combinations.find(
    (each) => each.combinator === group.combinator && each.not === not,
  );
  return found?.id ?? "all";
}

export function combinationChosen(
  tree: ConditionGroup,
  at: ConditionPlace,
  chosen: Combination,
): ConditionGroup {
  const next = combinations.find(({ id }) => id === chosen) ?? combinations[0];
  return groupChanged(tree, at, ({ rules }) => ({
    combinator: next.combinator,
    ...(next.not ? { not: true } : {}),
    rules,
  }));
}

/** A rule about this value, with the first comparison that fits its kind. */
export function newRule(field: string, kind: FieldKind): ConditionRule {
  const [first] = operatorsFor(kind);
  return withOperand({ field, operator: first?.operator ?? "=" }, first?.operand ?? "one");
}

/** The rule about another value; comparison and value stay where they fit the other's kind. */
export function fieldChosen(
  rule: ConditionRule,
  field: string,
  kinds: { readonly from: FieldKind; readonly to: FieldKind },
): ConditionRule {
  const fits = operatorsFor(kinds.to).some((choice) => choice.operator === rule.operator);
  if (!fits) return newRule(field, kinds.to);
  if (kinds.from === kinds.to) return { ...rule, field };
  return withOperand({ field, operator: rule.operator }, operandOf(rule, kinds.to));
}

export function operatorChosen(
  rule: ConditionRule,
  choice: OperatorChoice,
  kind: FieldKind,
): ConditionRule {
  const next = { ...rule, operator: choice.operator };
  if (operandOf(rule, kind) === choice.operand) return next;
  const { value: _old, ...rest } = next;
  return withOperand(rest, choice.operand);
}

export function operandOf(rule: ConditionRule, kind: FieldKind): OperandShape {
  return operatorsFor(kind).find((choice) => choice.operator === rule.operator)?.operand ?? "one";
}

function withOperand(rule: ConditionRule, operand: OperandShape): ConditionRule {
  if (operand === "none") return rule;
  if (operand === "two") return { ...rule, value: ["", ""] };
  if (operand === "many") return { ...rule, value: [] };
  return { ...rule, value: "" };
}

function groupAt(tree: ConditionGroup, at: ConditionPlace): ConditionGroup | undefined {
  let group: ConditionNode | undefined = tree;
  for (const index of at)
    group = group !== undefined && isGroup(group) ? group.rules[index] : undefined;
  return group !== undefined && isGroup(group) ? group : undefined;
}

function groupChanged(
  tree: ConditionGroup,
  at: ConditionPlace,
  change: (group: ConditionGroup) => ConditionGroup,
): ConditionGroup {
  const [first, ...rest] = at;
  if (first === undefined) return change(tree);
  return {
    ...tree,
    rules: tree.rules.map((member, index) =>
      index === first && isGroup(member) ? groupChanged(member, rest, change) : member,
    ),
  };
}
