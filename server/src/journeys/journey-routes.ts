import { getJourney, listOutcomes as outcomesContract } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { listOutcomes } from "./list-outcomes.ts";
import { readJourney } from "./read-journey.ts";

/** What became of responses. */
export function journeyRoutes({
  prisma,
}: {
  readonly prisma: PrismaClient;
}): readonly BoundRoute[] {
  return [
    route(outcomesContract, ({ params, query }) => listOutcomes(prisma, params.formId, query.ids)),
    route(getJourney, async ({ params }) => ({ automations: await readJourney(prisma, params) })),
  ];
}
