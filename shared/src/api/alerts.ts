import { z } from "zod";
import { isTimeZone } from "../values/zoned-time.ts";
import { idSchema, pageOf, pageQuerySchema, timeSchema } from "./common.ts";
import { defineRoute } from "./route.ts";

/** What an alert can be about. */
export const alertKinds = [
  /** Steps fail for one cause. */
  "failing",
  /** Many of the last runs failed, whatever the causes. */
  "rate",
  /** Runs wait, are held or need somebody's decision, for longer than they may. */
  "waiting",
  /** A connection expired, was withdrawn or is refused. */
  "connection",
  /** Fewer runs than were expected. */
  "silence",
  /** Responses came, and their runs did not end in time. */
  "late",
] as const;
export const alertKindSchema = z.enum(alertKinds);
export type AlertKind = z.infer<typeof alertKindSchema>;

/** Ways to reach a person. */
export const alertChannelSchema = z.enum(["email", "slack", "webhook"]);
export type AlertChannel = z.infer<typeof alertChannelSchema>;

/** `waiting` to be sent, or tried again; `caught` where there is no mail server. */
export const alertMessageStateSchema = z.enum(["waiting", "sent", "caught", "failed"]);
export type AlertMessageState = z.infer<typeof alertMessageStateSchema>;

const clockTimeSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 22:00");

/** How one person is told. */
export const alertSettingsSchema = z.strictObject({
  /** To the address that one signs in with. */
  email: z.boolean().default(true),
  /** By a Slack connection of one's own; `channel` with a bot's token only. */
  slack: z
    .strictObject({ connectionId: idSchema, channel: z.string().trim().max(80).nullable() })
    .nullable()
    .default(null),
  /** A signed POST to an address; `connectionId` names credentials of one's own for it. */
  webhook: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).max(2_000),
      connectionId: idSchema.nullable(),
    })
    .nullable()
    .default(null),
  /** Nothing is sent from `from` until `to`, by the clock in `timeZone`; it is kept and sent after. */
  quiet: z.strictObject({ from: clockTimeSchema, to: clockTimeSchema }).nullable().default(null),
  /** IANA name. */
  timeZone: z
    .string()
    .max(60)
    .refine(isTimeZone, "must be a time zone such as Europe/Berlin")
    .default("UTC"),
  /** Messages in 24 hours at most; what is beyond waits and comes together in one. */
  mostPerDay: z.number().int().min(1).max(100).default(20),
});
export type AlertSettings = z.infer<typeof alertSettingsSchema>;

/** What is expected of an automation. */
const expectedSchema = z.strictObject({
  atLeast: z.number().int().min(1).max(100_000),
  /** Runs that are done, or things that were really sent. */
  what: z.enum(["runs", "sent"]),
  /** A calendar day, or a week from Monday, in the form's time zone. */
  per: z.enum(["day", "week"]),
  /** Whether Saturdays and Sundays count too; for a day only. */
  weekends: z.boolean(),
});
export type Expected = z.infer<typeof expectedSchema>;

/** What of an automation is worth an alert, and to whom. */
export const alertRuleSchema = z.strictObject({
  /** False: nobody is told anything. */
  enabled: z.boolean().default(true),
  /** At the first failure of each cause. */
  failing: z.boolean().default(true),
  /** When at least `percent` of the last 20 runs failed, and at least `atLeast` of them. */
  rate: z
    .strictObject({
      percent: z.number().int().min(1).max(100),
      atLeast: z.number().int().min(1).max(20),
    })
    .nullable()
    .default({ percent: 20, atLeast: 3 }),
  /** When a run is queued, held or needs a decision for this many minutes; null: never. */
  waitingMinutes: z.number().int().min(1).max(10_080).nullable().default(60),
  /** When a connection is refused or expired. */
  connection: z.boolean().default(true),
  expected: expectedSchema.nullable().default(null),
  /** When a response's run has neither ended nor failed after this many minutes; null: never. */
  lateMinutes: z.number().int().min(1).max(10_080).nullable().default(null),
  /** Who is told; null: the form's owner. Somebody who may not see the form any more is not. */
  people: z.array(idSchema).min(1).max(20).nullable().default(null),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

export const alertSchema = z.strictObject({
  id: idSchema,
  kind: alertKindSchema,
  /** What goes wrong, in one sentence. */
  sentence: z.string(),
  /** What to do about it; null: nothing in particular. */
  advice: z.string().nullable(),
  formId: idSchema,
  formName: z.string(),
  pipelineId: idSchema,
  pipelineName: z.string(),
  /** The connection it is about, where it is about one. */
  connectionId: idSchema.nullable(),
  count: z.number().int(),
  startedAt: timeSchema,
  lastAt: timeSchema,
  /** Null: it is still so. */
  settledAt: timeSchema.nullable(),
  /** Messages that the caller was sent of it, oldest first. */
  messages: z.array(
    z.strictObject({
      channel: alertChannelSchema,
      state: alertMessageStateSchema,
      at: timeSchema,
      problem: z.string().nullable(),
    }),
  ),
});
export type AlertView = z.infer<typeof alertSchema>;

export const listAlerts = defineRoute({
  method: "GET",
  path: "/api/alerts",
  summary: "Alerts on the forms that the caller may see, newest first",
  policy: { access: "signed-in" },
  query: pageQuerySchema.extend({
    formId: idSchema.optional(),
    pipelineId: idSchema.optional(),
    /** `open`: still so; `over`: not any more. */
    state: z.enum(["open", "over"]).optional(),
  }),
  response: pageOf(alertSchema),
});

const pipelineParams = z.strictObject({ pipelineId: idSchema });
const ruleViewSchema = z.strictObject({
  rule: alertRuleSchema,
  /** Everybody who may be told: who may see the form, its owner first. */
  candidates: z.array(z.strictObject({ id: idSchema, name: z.string(), isOwner: z.boolean() })),
});
export type AlertRuleView = z.infer<typeof ruleViewSchema>;

export const getAlertRule = defineRoute({
  method: "GET",
  path: "/api/pipelines/{pipelineId}/alerts",
  summary: "What of an automation is worth an alert, and to whom",
  policy: { access: "resource", resource: "pipeline", param: "pipelineId", right: "write" },
  params: pipelineParams,
  response: ruleViewSchema,
});

/** Settings that are left out stay as they are. 422 where a person may not see the form. */
export const updateAlertRule = defineRoute({
  method: "PATCH",
  path: "/api/pipelines/{pipelineId}/alerts",
  summary: "Change what of an automation is worth an alert, and to whom",
  policy: { access: "resource", resource: "pipeline", param: "pipelineId", right: "write" },
  params: pipelineParams,
  body: z.strictObject({
    enabled: alertRuleSchema.shape.enabled.unwrap().optional(),
    failing: alertRuleSchema.shape.failing.unwrap().optional(),
    rate: alertRuleSchema.shape.rate.unwrap().optional(),
    waitingMinutes: alertRuleSchema.shape.waitingMinutes.unwrap().optional(),
    connection: alertRuleSchema.shape.connection.unwrap().optional(),
    expected: alertRuleSchema.shape.expected.unwrap().optional(),
    lateMinutes: alertRuleSchema.shape.lateMinutes.unwrap().optional(),
    people: alertRuleSchema.shape.people.unwrap().optional(),
  }),
  response: ruleViewSchema,
});

const settingsViewSchema = z.strictObject({
  settings: alertSettingsSchema,
  /** Signs one's webhook; null where no address is set. */
  webhookSecret: z.string().nullable(),
});
export type AlertSettingsView = z.infer<typeof settingsViewSchema>;

export const getAlertSettings = defineRoute({
  method: "GET",
  path: "/api/alerts/settings",
  summary: "How the caller is told of alerts",
  policy: { access: "signed-in", tokens: false },
  response: settingsViewSchema,
});

/** Settings that are left out stay as they are. 422 where a connection is not one's own. */
export const updateAlertSettings = defineRoute({
  method: "PATCH",
  path: "/api/alerts/settings",
  summary: "Change how the caller is told of alerts",
  policy: { access: "signed-in", tokens: false },
  body: z.strictObject({
    email: alertSettingsSchema.shape.email.unwrap().optional(),
    slack: alertSettingsSchema.shape.slack.unwrap().optional(),
    webhook: alertSettingsSchema.shape.webhook.unwrap().optional(),
    quiet: alertSettingsSchema.shape.quiet.unwrap().optional(),
    timeZone: alertSettingsSchema.shape.timeZone.unwrap().optional(),
    mostPerDay: alertSettingsSchema.shape.mostPerDay.unwrap().optional(),
  }),
  response: settingsViewSchema,
});

/** Sent at once, quiet hours or not. Waits up to 20 s; what is not sent by then is tried further. */
export const testAlerts = defineRoute({
  method: "POST",
  path: "/api/alerts/settings/test",
  summary: "Send a test alert on every channel that is switched on",
  policy: { access: "signed-in", tokens: false },
  response: z.strictObject({
    items: z.array(
      z.strictObject({
        channel: alertChannelSchema,
        state: alertMessageStateSchema,
        problem: z.string().nullable(),
      }),
    ),
  }),
});
