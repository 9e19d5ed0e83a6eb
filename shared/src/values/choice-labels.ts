/**
 * What people call the options of choices, by the path of the answer (`answers.topic`) and the option's
 * id. Answers hold ids; text that people read holds labels.
 */
export type ChoiceLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The labels of the options at a path; the earlier answer of an edit has those of the answer. */
export function choicesAtPath(
  path: string,
  choices: ChoiceLabels,
): Readonly<Record<string, string>> | undefined {
  const own = Object.hasOwn(choices, path) ? choices[path] : undefined;
  if (own !== undefined || !path.startsWith("previous.")) return own;
  return choicesAtPath(path.slice("previous.".length), choices);
}

/** The value at a path with labels in place of options' ids; an id that nobody knows stays. */
export function withChoiceLabels(value: unknown, path: string, choices: ChoiceLabels): unknown {
  const labels = choicesAtPath(path, choices);
  if (labels === undefined) return value;
  const labelOf = (id: unknown): unknown =>
    typeof id === "string" && Object.hasOwn(labels, id) ? labels[id] : id;
  return Array.isArray(value) ? value.map(labelOf) : labelOf(value);
}
