import type { RouteBody, updateForm } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { graphSchema, replaceChoice, replaceOption, type Graph } from "@formloom/shared/graph";
import type { Audit } from "../accounts/audit.ts";
import { asJson, type TransactionClient } from "../db/client.ts";
import { Refusal } from "../http/refusal.ts";

/** What takes the place of what in every draft of a form. */
export interface Replacements {
  readonly before: readonly Field[];
  readonly after: readonly Field[];
  /** New field ids by old ones. */
  readonly fields: ReadonlyMap<string, string>;
  /** New option ids by field and old ones. */
  readonly options: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Reads what a change asks to replace. 422 `invalid_input` where an old or a new one is none. */
export function readReplacements(
  before: readonly Field[],
  body: Pick<RouteBody<typeof updateForm>, "fields" | "replacements" | "optionReplacements">,
): Replacements {
  const after = body.fields ?? before;
  const fields = new Map(Object.entries(body.replacements ?? {}));
  const options = new Map(
    Object.entries(body.optionReplacements ?? {}).map(
      ([id, entries]) => [id, new Map(Object.entries(entries))] as const,
    ),
  );
  const errors = [
    ...[...fields].flatMap(([from, to]) => {
      const known = hasField(before, from) && hasField(after, to);
      return known ? [] : [{ path: `replacements.${from}`, ...unknown }];
    }),
    ...[...options].flatMap(([id, entries]) =>
      [...entries.values()].every((option) => hasOption(after, id, option))
        ? []
        : [{ path: `optionReplacements.${id}`, ...unknown }],
    ),
  ];
  if (errors.length > 0) {
    throw new Refusal("invalid_input", "A question or option to take another's place is unknown.", {
      errors,
    });
  }
  return { before, after, fields, options };
}

const unknown = { code: "unknown_field", message: "Choose a question that the form has." };

/** The graph with everything replaced; the very same one where nothing of it is used. */
export function applyReplacements(graph: Graph, replacements: Replacements): Graph {
  const { before, after, fields, options } = replacements;
  let next = graph;
  for (const [id, entries] of options) {
    for (const [from, to] of entries) next = replaceOption(next, id, { from, to });
  }
  // By way of names that no field can have, so that two questions may change places.
  for (const [from] of fields) {
    const old = before.find((field) => field.id === from);
    next = replaceChoice(
      next,
      { id: from, options: undefined },
      { id: parked(from), options: old?.options },
    );
  }
  for (const [from, to] of fields) {
    const old = before.find((field) => field.id === from);
    const fresh = after.find((field) => field.id === to);
    next = replaceChoice(
      next,
      { id: parked(from), options: old?.options },
      { id: to, options: fresh?.options },
    );
  }
  return next;
}

/**
 * Rewrites the drafts of a form that use what is replaced. Their row versions are raised, so that an
 * open editor notices. Live versions stay as they were published.
 */
export async function replaceInDrafts(
  tx: TransactionClient,
  deps: { readonly audit: Audit },
  change: {
    readonly formId: string;
    readonly userId: string;
    readonly replacements: Replacements;
  },
): Promise<void> {
  const { formId, userId, replacements } = change;
  if (replacements.fields.size === 0 && replacements.options.size === 0) return;
  const rows = await tx.pluginConfig.findMany({
    where: { formId, deletedAt: null },
    select: { id: true, graph: true },
  });
  for (const { id, graph: stored } of rows) {
    const graph = graphSchema.parse(stored);
    const replaced = applyReplacements(graph, replacements);
    if (replaced === graph) continue;
    await tx.pluginConfig.update({
      where: { id },
      data: {
        graph: asJson(replaced),
        draftById: userId,
        draftAt: new Date(),
        version: { increment: 1 },
      },
    });
    const subject = { subjectType: "pipeline", subjectId: id };
    const detail = {
      fields: Object.fromEntries(replacements.fields),
      options: Object.fromEntries(
        [...replacements.options].map(([field, entries]) => [field, Object.fromEntries(entries)]),
      ),
    };
    await deps.audit.record({ userId, action: "pipeline.fields-replaced", ...subject, detail }, tx);
  }
}

function parked(id: string): string {
  return `PARKED_${id}`;
}

function hasField(fields: readonly Field[], id: string): boolean {
  return fields.some((field) => field.id === id && field.kind !== "heading");
}

function hasOption(fields: readonly Field[], id: string, option: string): boolean {
  return fields.some(
    (field) => field.id === id && field.options?.some((other) => other.id === option) === true,
  );
}
