import type { dryRunPipeline, RouteBody } from "@formloom/shared/api";
import { isRecord } from "@formloom/shared/values";
import type { PrismaClient, TransactionClient } from "../db/client.ts";
import type { FormResponse } from "../db/generated/client.ts";
import { notFound } from "../http/refusal.ts";
import type { TrialResponse } from "./trial-event.ts";

type Choice = RouteBody<typeof dryRunPipeline>["responses"];

/** Ids of the chosen responses of a form, newest first; 404 where one named is not the form's. */
export async function chosenResponses(
  prisma: PrismaClient,
  formId: string,
  choice: Choice,
): Promise<string[]> {
  const ids = "ids" in choice ? [...new Set(choice.ids.map((id) => id.toLowerCase()))] : null;
  const rows = await prisma.formResponse.findMany({
    where: { formId, ...(ids === null ? {} : { id: { in: ids } }) },
    orderBy: { id: "desc" },
    select: { id: true },
    take: "last" in choice ? choice.last : (ids?.length ?? 0),
  });
  if (ids !== null && rows.length < ids.length) throw notFound();
  return rows.map(({ id }) => id);
}

/** The responses that still exist, in the order of the ids. */
export async function readResponses(
  prisma: Pick<TransactionClient, "formResponse">,
  formId: string,
  ids: readonly string[],
): Promise<TrialResponse[]> {
  const rows = await prisma.formResponse.findMany({ where: { formId, id: { in: [...ids] } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [toTrialResponse(row)];
  });
}

function toTrialResponse(row: FormResponse): TrialResponse {
  const { id, answers, submittedAt, editedAt } = row;
  return { id, answers: isRecord(answers) ? answers : {}, submittedAt, editedAt };
}
