import {
  getAlertRule,
  getAlertSettings,
  testAlerts,
  updateAlertRule,
  updateAlertSettings,
  type AlertRuleView,
} from "@formloom/shared/api";
import type { Audit } from "../accounts/audit.ts";
import type { Vault } from "../connections/vault.ts";
import type { PrismaClient } from "../db/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import type { Cursors } from "../http/cursor.ts";
import { notFound } from "../http/refusal.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import { readCandidates, readRule } from "./alert-rules.ts";
import { changeRule } from "./change-rule.ts";
import { changeSettings, presentSettings } from "./change-settings.ts";
import { listAlertsRoute } from "./list-alerts.ts";
import { sendTest } from "./send-test.ts";

export interface AlertRouteDeps {
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  readonly audit: Audit;
  readonly cursors: Cursors;
  readonly pipeline: Pick<Pipeline, "sendMessage">;
  readonly baseUrl: string;
}

/** Shows alerts, and lets people say what is worth one and how they are told. */
export function alertRoutes(deps: AlertRouteDeps): readonly BoundRoute[] {
  const { prisma } = deps;
  const ruleView = async (pipelineId: string): Promise<AlertRuleView> => {
    const row = await prisma.pluginConfig.findFirst({
      where: { id: pipelineId, deletedAt: null },
      select: { formId: true },
    });
    if (row === null) throw notFound();
    const candidates = await readCandidates(prisma, row.formId);
    return { rule: await readRule(prisma, pipelineId), candidates: [...candidates] };
  };
  return [
    listAlertsRoute(deps),
    route(getAlertRule, ({ params }) => ruleView(params.pipelineId)),
    route(updateAlertRule, async ({ caller, params, body }) => {
      await changeRule(deps, { userId: caller.id, pipelineId: params.pipelineId, change: body });
      return ruleView(params.pipelineId);
    }),
    route(getAlertSettings, ({ caller }) => presentSettings(deps, caller.id)),
    route(updateAlertSettings, async ({ caller, body }) => {
      await changeSettings(deps, caller.id, body);
      return presentSettings(deps, caller.id);
    }),
    route(testAlerts, async ({ caller }) => ({ items: await sendTest(deps, caller.id) })),
  ];
}
