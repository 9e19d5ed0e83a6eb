import { fieldsSchema } from "@formloom/shared/form";
import type { PrismaClient } from "../../db/client.ts";
import type { LiveForm, LiveForms, LivePipeline } from "../ports.ts";
import type { PlanStore } from "./plan-store.ts";

/** How long a form is taken as unchanged without asking; a submission is checked in its commit anyway. */
const trustedForMs = 2_000;
const maxKept = 2_000;

interface Kept {
  readonly form: LiveForm;
  checkedAtMs: number;
}

/** Forms in memory by id and slug, each read again when its revision moved. */
export function createLiveForms(deps: {
  readonly prisma: PrismaClient;
  readonly plans: PlanStore;
  readonly nowMs: () => number;
}): LiveForms {
  const { prisma, nowMs } = deps;
  const kept = new Map<string, Kept>();
  const idBySlug = new Map<string, string>();

  async function load(where: { id: string } | { slug: string }): Promise<LiveForm | null> {
    const form = await readForm(where, deps);
    if (form === null) return null;
    if (kept.size >= maxKept) kept.clear();
    kept.set(form.id, { form, checkedAtMs: nowMs() });
    idBySlug.set(form.slug, form.id);
    return form;
  }

  async function byId(formId: string): Promise<LiveForm | null> {
    const known = kept.get(formId);
    if (known === undefined) return load({ id: formId });
    if (nowMs() - known.checkedAtMs < trustedForMs) return known.form;
    const row = await prisma.form.findUnique({
      where: { id: formId },
      select: { revision: true, deletedAt: true },
    });
    if (row !== null && row.deletedAt === null && row.revision === known.form.revision) {
      known.checkedAtMs = nowMs();
      return known.form;
    }
    kept.delete(formId);
    return row === null || row.deletedAt !== null ? null : load({ id: formId });
  }

  return {
    byId,
    bySlug: async (slug) => {
      const id = idBySlug.get(slug);
      const form = id === undefined ? null : await byId(id);
      return form?.slug === slug ? form : load({ slug });
    },
    forget: (formId) => kept.delete(formId),
  };
}

async function readForm(
  where: { id: string } | { slug: string },
  { prisma, plans }: { readonly prisma: PrismaClient; readonly plans: PlanStore },
): Promise<LiveForm | null> {
  const live = { enabled: true, deletedAt: null, liveVersion: { not: null } };
  const row = await prisma.form.findUnique({ where, include: { pipelines: { where: live } } });
  if (row === null || row.deletedAt !== null) return null;
  const pipelines = await Promise.all(
    row.pipelines.map(async (pipeline): Promise<LivePipeline | null> => {
      const { id, liveVersion, pausedAt, oneAtATime } = pipeline;
      const version = await plans.versionByNumber(id, liveVersion ?? 0);
      return version === null ? null : { id, ...version, paused: pausedAt !== null, oneAtATime };
    }),
  );
  const { id, slug, name, description, ownerId, timeZone, open, revision } = row;
  return {
    id,
    slug,
    name,
    description,
    ownerId,
    timeZone,
    open,
    revision,
    fields: fieldsSchema.parse(row.fields),
    page: readPage(row.page),
    pipelines: pipelines.filter((pipeline) => pipeline !== null),
  };
}

function readPage(value: unknown): LiveForm["page"] {
  const page: Record<string, unknown> =
    typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  const { submitLabel, thankYou } = page;
  return {
    submitLabel: typeof submitLabel === "string" ? submitLabel : "Send",
    thankYou: typeof thankYou === "string" ? thankYou : "Thank you. Your answer has arrived.",
  };
}
