import {
  countFailures,
  dismissFailure,
  getFailure,
  listFailedRuns,
  listFailures,
  restoreFailure,
} from "@formloom/shared/api";
import type { Audit } from "../accounts/audit.ts";
import type { PrismaClient } from "../db/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import type { Cursors } from "../http/cursor.ts";
import { notFound } from "../http/refusal.ts";
import { listFailedRunPage } from "./list-failed-runs.ts";
import { countOpenFailures, listFailurePage } from "./list-failures.ts";
import { presentGroups } from "./present-group.ts";
import { dismissFailures, restoreFailures } from "./settle-failures.ts";

export interface FailureRouteDeps {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
  readonly audit: Audit;
}

/** The failures inbox: what failed by cause, and what is done about it. */
export function failureRoutes(deps: FailureRouteDeps): readonly BoundRoute[] {
  const { prisma } = deps;
  return [
    route(listFailures, ({ caller, query }) => listFailurePage(deps, caller, query)),
    route(countFailures, ({ caller, query }) => countOpenFailures(prisma, caller, query)),
    route(getFailure, async ({ caller, params: { fingerprint } }) => {
      const group = (await presentGroups(prisma, caller, [fingerprint])).get(fingerprint);
      if (group === undefined) throw notFound();
      return group;
    }),
    route(listFailedRuns, ({ params, query }) =>
      listFailedRunPage(deps, params.fingerprint, query),
    ),
    route(dismissFailure, ({ caller, params: { fingerprint }, body }) =>
      dismissFailures(deps, { fingerprint, userId: caller.id, runIds: body.runIds ?? null }),
    ),
    route(restoreFailure, async ({ caller, params: { fingerprint }, body: { dismissalId } }) => ({
      restored: await restoreFailures(deps, { fingerprint, userId: caller.id, dismissalId }),
    })),
  ];
}
