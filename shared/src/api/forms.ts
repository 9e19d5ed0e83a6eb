import { z } from "zod";
import { fieldIdSchema, fieldsSchema, formLimits } from "../form/fields.ts";
import {
  idSchema,
  pageOf,
  pageQuerySchema,
  searchedPageOf,
  searchSchema,
  timeSchema,
} from "./common.ts";
import { defineRoute } from "./route.ts";

export const formPageSchema = z.strictObject({
  submitLabel: z.string().max(60).default("Send"),
  thankYou: z.string().max(2_000).default("Thank you. Your answer has arrived."),
});

/** How long a form may keep the details of its runs at most, in days. */
export const maxRetentionDays = 3_650;

const slugSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/);
export const timeZoneSchema = z.string().max(60).refine(isTimeZone, "is no IANA time zone");

export const formSchema = z.strictObject({
  id: idSchema,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  ownerId: idSchema,
  fields: fieldsSchema,
  page: formPageSchema,
  timeZone: z.string(),
  open: z.boolean(),
  /** How long its runs keep their details, in days; null: as long as the server says. */
  retentionDays: z.number().int().nullable(),
  /** What the server says, in days. */
  defaultRetentionDays: z.number().int(),
  /** For `If-Match`. */
  version: z.number().int(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** Where people fill it in. */
  publicUrl: z.string(),
  responseCount: z.number().int(),
  pipelineCount: z.number().int(),
  /** What the caller may do with it. */
  mayEdit: z.boolean(),
  /** Ids of the people besides the owner who may read it; only for those who may edit it. */
  sharedWith: z.array(idSchema).optional(),
});
export type FormView = z.infer<typeof formSchema>;

export const listForms = defineRoute({
  method: "GET",
  path: "/api/forms",
  summary: "Forms the caller may see, newest first",
  policy: { access: "signed-in" },
  query: pageQuerySchema,
  response: pageOf(formSchema),
});

export const createForm = defineRoute({
  method: "POST",
  path: "/api/forms",
  summary: "Make a form",
  policy: { access: "signed-in", roles: ["admin", "owner"] },
  body: z.strictObject({
    name: z.string().trim().min(1).max(200),
    /** Default: made of the name. */
    slug: slugSchema.optional(),
    description: z.string().max(5_000).default(""),
    fields: fieldsSchema.default([]),
    page: formPageSchema.partial().optional(),
    timeZone: timeZoneSchema.default("UTC"),
  }),
  response: formSchema,
  status: 201,
});

export const formParams = z.strictObject({ formId: idSchema });
const readForm = { access: "resource", resource: "form", param: "formId", right: "read" } as const;
const writeForm = { ...readForm, right: "write" } as const;

export const getForm = defineRoute({
  method: "GET",
  path: "/api/forms/{formId}",
  summary: "A form with its questions",
  policy: readForm,
  params: formParams,
  response: formSchema,
});

/** What a change of fields would break, one entry a node and field. */
export const impactSchema = z.strictObject({
  pipelineId: idSchema,
  pipelineName: z.string(),
  nodeId: z.string(),
  nodeName: z.string(),
  fieldId: z.string(),
  reason: z.enum(["deleted", "retyped", "options"]),
  /** What the panel calls the settings that use it, such as "Message › Text". */
  settings: z.array(z.string()),
  /** Ids of the options that would be gone and that the node compares with; only for `options`. */
  lostOptions: z.array(z.string()),
  /** Replacements mend the draft; a live version goes on as it was published until the next. */
  inDraft: z.boolean(),
  inLive: z.boolean(),
  message: z.string(),
});
export type Impact = z.infer<typeof impactSchema>;

const replacementsSchema = z
  .record(fieldIdSchema, fieldIdSchema)
  .refine((entries) => Object.keys(entries).length <= formLimits.fields, "has too many entries");

export const updateForm = defineRoute({
  method: "PATCH",
  path: "/api/forms/{formId}",
  summary:
    "Change a form. A change of fields that breaks pipelines answers 409 `impact` with the list, unless accept=impact; replacements mend the drafts in the same step",
  policy: writeForm,
  params: formParams,
  query: z.strictObject({ accept: z.literal("impact").optional() }),
  body: z.strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    slug: slugSchema.optional(),
    description: z.string().max(5_000).optional(),
    fields: fieldsSchema.optional(),
    /**
     * Questions that take the place of others in all drafts: `{ <id now>: <id from then on> }`. Only
     * together with `fields`, which must have the new ones; 422 `invalid_input` otherwise.
     */
    replacements: replacementsSchema.optional(),
    /** Options that take the place of others in conditions of drafts, by question: `{ <fieldId>: { <option>: <option> } }`. */
    optionReplacements: z
      .record(fieldIdSchema, z.record(z.string().max(80), z.string().max(80)))
      .optional(),
    page: formPageSchema.partial().optional(),
    timeZone: timeZoneSchema.optional(),
    open: z.boolean().optional(),
    /** How long its runs keep their details, in days; null: as long as the server says. */
    retentionDays: z.number().int().min(1).max(maxRetentionDays).nullable().optional(),
    /** Ids of the people besides the owner who may read it. */
    sharedWith: z.array(idSchema).max(500).optional(),
  }),
  /** `impact`: what is broken still, after replacements. */
  response: z.strictObject({ form: formSchema, impact: z.array(impactSchema) }),
  ifMatch: true,
});

export const deleteForm = defineRoute({
  method: "DELETE",
  path: "/api/forms/{formId}",
  summary: "Delete a form: its runs are cancelled, its data is purged within 24 hours",
  policy: writeForm,
  params: formParams,
});

/** The secrets that sign this form's webhooks; `previous` stays valid until the next rotation. */
export const rotateWebhookSecret = defineRoute({
  method: "POST",
  path: "/api/forms/{formId}/webhook-secret",
  summary: "Make a new signing secret for webhooks; shown in this answer only",
  policy: writeForm,
  params: formParams,
  response: z.strictObject({ secret: z.string() }),
  status: 201,
});

export const responseSchema = z.strictObject({
  id: idSchema,
  formId: idSchema,
  answers: z.record(z.string(), z.unknown()),
  submittedAt: timeSchema,
  editedAt: timeSchema.nullable(),
  /** For `If-Match`. */
  version: z.number().int(),
});
export type ResponseView = z.infer<typeof responseSchema>;

export const submitResponse = defineRoute({
  method: "POST",
  path: "/api/forms/{formId}/responses",
  summary: "Submit a response; 201 once it is durable. Takes `Idempotency-Key`",
  policy: { access: "public" },
  params: formParams,
  body: z.strictObject({ data: z.record(z.string(), z.unknown()) }),
  response: z.strictObject({ id: idSchema }),
  status: 201,
});

/** With `q`, a page may hold fewer than `limit`, or none, and still have a `nextCursor`. */
export const listResponses = defineRoute({
  method: "GET",
  path: "/api/forms/{formId}/responses",
  summary: "Responses, newest first",
  policy: readForm,
  params: formParams,
  query: pageQuerySchema.extend({
    /** Words of the answers, or how they begin; case and accents do not matter. */
    q: searchSchema.optional(),
  }),
  response: searchedPageOf(responseSchema),
});

/** As `text/csv` with a byte order mark, a column for each question; the newest 100,000 at most, and then it says so. */
export const exportResponses = defineRoute({
  method: "GET",
  path: "/api/forms/{formId}/responses/export",
  summary: "Responses as a table for spreadsheets, newest first",
  policy: readForm,
  params: formParams,
  query: z.strictObject({ q: searchSchema.optional() }),
});

export const responseParams = z.strictObject({ formId: idSchema, responseId: idSchema });

export const getResponse = defineRoute({
  method: "GET",
  path: "/api/forms/{formId}/responses/{responseId}",
  summary: "One response",
  policy: readForm,
  params: responseParams,
  response: responseSchema,
});

export const updateResponse = defineRoute({
  method: "PATCH",
  path: "/api/forms/{formId}/responses/{responseId}",
  summary: "Edit answers: those named are replaced, null clears one. Emits response.edited",
  policy: writeForm,
  params: responseParams,
  body: z.strictObject({ data: z.record(z.string(), z.unknown()) }),
  response: responseSchema,
  ifMatch: true,
});

export const deleteResponse = defineRoute({
  method: "DELETE",
  path: "/api/forms/{formId}/responses/{responseId}",
  summary: "Delete a response. Emits response.deleted",
  policy: writeForm,
  params: responseParams,
});

/** An uploaded file, always as an attachment. */
export const getFile = defineRoute({
  method: "GET",
  path: "/api/forms/{formId}/responses/{responseId}/files/{fileId}",
  summary: "Download a file that came with a response",
  policy: readForm,
  params: responseParams.extend({ fileId: idSchema }),
});

export const loadDemo = defineRoute({
  method: "POST",
  path: "/api/demo",
  summary: "Load the demo: a contact form with responses and a pipeline; once",
  policy: { access: "signed-in", roles: ["admin", "owner"] },
  response: z.strictObject({ formId: idSchema, pipelineId: idSchema, publicUrl: z.string() }),
  status: 201,
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
