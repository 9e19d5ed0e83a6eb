import { formPageSchema, type createForm, type RouteBody } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import { newWebhookSecret } from "../connections/webhook-secrets.ts";
import { asJson, type TransactionClient } from "../db/client.ts";
import type { Form } from "../db/generated/client.ts";
import { isUniqueViolation } from "../db/unique-violation.ts";
import { Refusal } from "../http/refusal.ts";
import type { FormDeps } from "./form-deps.ts";
import { slugOf, withSuffix } from "./slug.ts";

/** Makes a form. A slug that was asked for must be free; one made of the name gets an ending if needed. */
export async function addForm(
  deps: FormDeps,
  ownerId: string,
  body: RouteBody<typeof createForm>,
): Promise<Form> {
  const made = slugOf(body.name);
  const slugs = body.slug === undefined ? [made, withSuffix(made)] : [body.slug];
  for (const slug of slugs) {
    const form = await deps.prisma
      .$transaction((tx) => insertForm(tx, deps, { ...body, slug, ownerId }))
      .catch((error: unknown) => {
        if (isUniqueViolation(error)) return null;
        throw error;
      });
    if (form !== null) return form;
  }
  throw slugTaken();
}

export function slugTaken(): Refusal {
  return new Refusal("slug_taken", "Another form has this address already.", {
    errors: [{ path: "slug", code: "taken", message: "Choose another address." }],
  });
}

/** Writes the row of a new form; throws a unique violation when the slug is taken. */
export async function insertForm(
  tx: TransactionClient,
  { vault, audit }: Pick<FormDeps, "vault" | "audit">,
  input: RouteBody<typeof createForm> & { readonly slug: string; readonly ownerId: string },
): Promise<Form> {
  const id = newId();
  const form = await tx.form.create({
    data: {
      id,
      slug: input.slug,
      name: input.name,
      description: input.description,
      ownerId: input.ownerId,
      fields: asJson(input.fields),
      page: asJson(formPageSchema.parse(input.page ?? {})),
      timeZone: input.timeZone,
      webhookSecret: newWebhookSecret(vault, id),
    },
  });
  const subject = { subjectType: "form", subjectId: id };
  await audit.record({ userId: input.ownerId, action: "form.created", ...subject }, tx);
  return form;
}
