import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import express, { type Response, type Router } from "express";
import { newId } from "@formloom/shared/kernel";
import type { PrismaClient } from "../db/client.ts";
import { Refusal } from "../http/refusal.ts";
import type { LiveForm, LiveForms, Submissions } from "../pipeline/ports.ts";
import { renderMissing, renderThanks } from "./layout.ts";
import { renderForm, type Typed } from "./render-form.ts";
import { submitPage } from "./submit-page.ts";

export interface PublicDeps {
  readonly prisma: PrismaClient;
  readonly forms: LiveForms;
  readonly submissions: Submissions;
  /** Throws when this address has sent too much to this form. */
  readonly limit: (req: IncomingMessage, formId: string) => void;
}

const slugPattern = /^[a-z0-9-]{1,60}$/;
const maxPrefill = 2_000;

/** The pages at /f/{slug}: to fill in, and to say thank you. */
export function createPublicPages(deps: PublicDeps): Router {
  const router = express.Router();
  const css = readFileSync(new URL("page.css", import.meta.url));
  router.get("/assets/page.css", (_req, res) => {
    res.set("cache-control", "public, max-age=3600").type("css").send(css);
  });
  router
    .route("/:slug")
    .get(async (req, res) => {
      const form = await openForm(deps, req.params.slug);
      if (form === null) return sendPage(res, 404, renderMissing());
      const typed = readPrefill(form, req.url);
      sendPage(res, 200, renderForm({ form, key: newId(), typed, problems: [] }));
    })
    .post(async (req, res) => {
      const form = await openForm(deps, req.params.slug);
      if (form === null) return sendPage(res, 404, renderMissing());
      deps.limit(req, form.id);
      const result = await submitPage(deps, req, form);
      if (result.code === "sent") res.redirect(303, `/f/${form.slug}/thanks`);
      else if (result.code === "trapped") {
        sendPage(res, 202, renderThanks(form.name, form.page.thankYou));
      } else sendPage(res, 422, renderForm({ form, ...result }));
    })
    .all(() => {
      throw new Refusal("method_not_allowed", "This address does not take this method.", {
        headers: { allow: "GET, HEAD, POST" },
      });
    });
  router.get("/:slug/thanks", async (req, res) => {
    const form = await openForm(deps, req.params.slug);
    if (form === null) return sendPage(res, 404, renderMissing());
    sendPage(res, 200, renderThanks(form.name, form.page.thankYou));
  });
  router.use((_req, res) => sendPage(res, 404, renderMissing()));
  return router;
}

async function openForm({ forms }: PublicDeps, slug: string): Promise<LiveForm | null> {
  if (!slugPattern.test(slug)) return null;
  const form = await forms.bySlug(slug);
  return form !== null && form.open ? form : null;
}

/** Links may fill in answers beforehand: `?email=ada@example.org`. */
function readPrefill(form: LiveForm, url: string): Typed {
  const search = new URLSearchParams(url.split("?")[1] ?? "");
  const known = form.fields.filter((field) => field.kind !== "file" && search.has(field.id));
  return Object.fromEntries(
    known.map((field) => [
      field.id,
      search.getAll(field.id).map((text) => text.slice(0, maxPrefill)),
    ]),
  );
}

function sendPage(res: Response, status: number, html: string): void {
  res.status(status).set("cache-control", "no-store").type("html").send(html);
}
