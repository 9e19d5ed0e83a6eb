import {
  createForm,
  deleteForm,
  getForm,
  listForms,
  rotateWebhookSecret,
  updateForm,
} from "@formloom/shared/api";
import { visibleForms } from "../accounts/access.ts";
import { rotateWebhookSecret as rotateSecret } from "../connections/webhook-secrets.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { notFound } from "../http/refusal.ts";
import { addForm } from "./create-form.ts";
import { removeForm } from "./delete-form.ts";
import type { FormDeps } from "./form-deps.ts";
import { presentForm, presentForms } from "./present-form.ts";
import { changeForm, lockForm } from "./update-form.ts";

export function formRoutes(deps: FormDeps): BoundRoute[] {
  const { prisma, cursors } = deps;
  return [
    route(listForms, async ({ caller, query }) => {
      const before = cursors.read("forms", query.cursor);
      const rows = await prisma.form.findMany({
        where: { AND: [visibleForms(caller), before === null ? {} : { id: { lt: before } }] },
        orderBy: { id: "desc" },
        take: query.limit + 1,
      });
      const shown = rows.slice(0, query.limit);
      const last = rows.length > query.limit ? shown.at(-1) : undefined;
      return {
        items: await presentForms(deps, caller, shown),
        nextCursor: last === undefined ? null : cursors.write("forms", last.id),
      };
    }),
    route(createForm, async ({ caller, body }) =>
      presentForm(deps, caller, await addForm(deps, caller.id, body)),
    ),
    route(getForm, async ({ caller, params }) => {
      const form = await prisma.form.findFirst({ where: { id: params.formId, deletedAt: null } });
      if (form === null) throw notFound();
      return presentForm(deps, caller, form);
    }),
    route(updateForm, async ({ caller, params, query, body, ifMatch }) => {
      const { form, impact } = await changeForm(deps, {
        formId: params.formId,
        userId: caller.id,
        version: ifMatch,
        acceptImpact: query.accept === "impact",
        body,
      });
      return { form: await presentForm(deps, caller, form), impact };
    }),
    route(deleteForm, async ({ caller, params }) => {
      await removeForm(deps, caller.id, params.formId);
      return undefined;
    }),
    rotateRoute(deps),
  ];
}

function rotateRoute(deps: FormDeps): BoundRoute {
  return route(rotateWebhookSecret, async ({ caller, params }) =>
    deps.prisma.$transaction(async (tx) => {
      const form = await lockForm(tx, params.formId);
      const { secret, sealed } = rotateSecret(deps.vault, form);
      await tx.form.update({ where: { id: form.id }, data: { webhookSecret: sealed } });
      const subject = { subjectType: "form", subjectId: form.id };
      await deps.audit.record({ userId: caller.id, action: "form.secret-rotated", ...subject }, tx);
      return { secret };
    }),
  );
}
