import { alertKindSchema } from "@formloom/shared/api";
import type { PrismaClient, TransactionClient } from "../db/client.ts";
import type { Alert } from "../db/generated/client.ts";
import { alertFactsSchema, type AlertFacts } from "./alert-facts.ts";
import { alertWords, type AlertWords } from "./alert-words.ts";

export interface NamedAlert {
  readonly row: Alert;
  readonly facts: AlertFacts;
  readonly formName: string;
  readonly pipelineName: string;
  readonly words: AlertWords;
}

/** Alerts with the names of what they are about, in the order given. */
export async function nameAlerts(
  client: PrismaClient | TransactionClient,
  rows: readonly Alert[],
): Promise<readonly NamedAlert[]> {
  const pipelines = await client.pluginConfig.findMany({
    where: { id: { in: [...new Set(rows.map(({ pipelineId }) => pipelineId))] } },
    select: { id: true, name: true, form: { select: { name: true } } },
  });
  const byId = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]));
  return rows.map((row) => {
    const pipeline = byId.get(row.pipelineId);
    const names = { pipelineName: pipeline?.name ?? "", formName: pipeline?.form.name ?? "" };
    const facts = alertFactsSchema.catch({}).parse(row.facts);
    const kind = alertKindSchema.parse(row.kind);
    return { row, facts, ...names, words: alertWords({ kind, facts, count: row.count, ...names }) };
  });
}
