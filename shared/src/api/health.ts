import { z } from "zod";
import { runStatusSchema } from "../run/status.ts";
import { alertChannelSchema } from "./alerts.ts";
import { idSchema, timeSchema } from "./common.ts";
import { defineRoute } from "./route.ts";

/** `trouble`: something does not work; `care`: it works, and somebody should look. */
export const healthLevelSchema = z.enum(["well", "care", "trouble"]);
export type HealthLevel = z.infer<typeof healthLevelSchema>;

const findingSchema = z.strictObject({
  level: healthLevelSchema.exclude(["well"]),
  /** What is wrong, in one plain sentence. */
  sentence: z.string(),
  /** Since when, where that is known. */
  since: timeSchema.nullable(),
});
export type HealthFinding = z.infer<typeof findingSchema>;

/** How a service that steps call did during the last hour, over all processes. */
export const serviceHealthSchema = z.strictObject({
  /** Host and port, as it is called. */
  host: z.string(),
  calls: z.number().int(),
  failed: z.number().int(),
  /** Since when every call has failed; null: the last one did not. */
  failingSince: timeSchema.nullable(),
  lastFailedAt: timeSchema.nullable(),
  /** `open`: left alone after ten failures in a row, and tried by one call every 30 s. */
  circuit: z.enum(["closed", "open"]),
  /** Steps that wait until an open one is tried again. */
  waiting: z.number().int(),
});
export type ServiceHealth = z.infer<typeof serviceHealthSchema>;

const processSchema = z.strictObject({
  name: z.string(),
  role: z.string(),
  startedAt: timeSchema,
  seenAt: timeSchema,
  runs: z.number().int(),
  /** Resident memory in bytes; null: not told yet. */
  memoryBytes: z.number().int().nullable(),
  threads: z.array(
    z.strictObject({
      name: z.string(),
      ready: z.boolean(),
      runs: z.number().int(),
      /** Part of the last seconds that it computed, 0 to 1. */
      busy: z.number().min(0).max(1),
    }),
  ),
});

const waitingPipelineSchema = z.strictObject({
  pipelineId: idSchema,
  pipelineName: z.string(),
  formId: idSchema,
  formName: z.string(),
  paused: z.boolean(),
  /** Runs that are not over. */
  runs: z.number().int(),
  oldestAt: timeSchema,
});

const countsSchema = z.partialRecord(runStatusSchema, z.number().int());

/** The engine's health as of `at`. Figures of processes are up to a few seconds old. */
export const engineHealthSchema = z.strictObject({
  at: timeSchema,
  level: healthLevelSchema,
  /** Worst first; none: all is well. */
  findings: z.array(findingSchema),
  queue: z.strictObject({
    due: z.number().int(),
    /** For how long the first of them has been due, in seconds; 0: nothing is. */
    oldestSeconds: z.number(),
  }),
  /** Runs that are not over, by their state. */
  unfinished: countsSchema,
  /** Runs that began during the last hour, by their state; of very many, the newest 20,000. */
  lastHour: countsSchema,
  waiting: z.array(waitingPipelineSchema),
  processes: z.array(processSchema),
  services: z.array(serviceHealthSchema),
  database: z.strictObject({
    bytes: z.number().int(),
    tables: z.array(
      z.strictObject({ name: z.string(), bytes: z.number().int(), rows: z.number().int() }),
    ),
  }),
  upkeep: z.strictObject({
    /** How long runs keep their details where their form says nothing. */
    retentionDays: z.number().int(),
    /** The last time that old data was tidied away; null: not yet. */
    housekeeping: z
      .strictObject({
        at: timeSchema,
        tookMs: z.number(),
        /** Runs whose inputs and results were cleared. */
        clearedRuns: z.number().int(),
        removedRuns: z.number().int(),
        problem: z.string().nullable(),
      })
      .nullable(),
    /** When lost runs were last looked for, by any process. */
    sweptAt: timeSchema.nullable(),
  }),
  /** Since the processes started. */
  defects: z.strictObject({
    strayRuns: z.number().int(),
    takenOver: z.number().int(),
    threadsLost: z.record(z.string(), z.number().int()),
  }),
  alerts: z.strictObject({
    open: z.number().int(),
    waiting: z.number().int(),
    /** Messages that could not be delivered during the last 7 days, newest first; at most 20. */
    undelivered: z.array(
      z.strictObject({
        id: idSchema,
        person: z.string(),
        channel: alertChannelSchema,
        at: timeSchema,
        problem: z.string(),
      }),
    ),
  }),
  mailConfigured: z.boolean(),
});
export type EngineHealth = z.infer<typeof engineHealthSchema>;

const admins = { access: "signed-in", roles: ["admin"] } as const;

export const getEngineHealth = defineRoute({
  method: "GET",
  path: "/api/health/engine",
  summary: "How the engine does: queue, runs, processes, services, database, upkeep",
  policy: admins,
  response: engineHealthSchema,
});

/** Runs that rest until a step is tried again are tried at once; those that wait by a Wait step are not. */
export const retryWaitingRuns = defineRoute({
  method: "POST",
  path: "/api/health/retry-waiting",
  summary: "Try now what waits to be tried again",
  policy: admins,
  body: z.strictObject({ pipelineId: idSchema.optional() }),
  response: z.strictObject({ runs: z.number().int() }),
});

/** The next call to the host goes through as a probe; what was put off is tried, `runs` of it. */
export const probeService = defineRoute({
  method: "POST",
  path: "/api/health/probe",
  summary: "Try a service again that is left alone after failures",
  policy: admins,
  body: z.strictObject({ host: z.string().min(1).max(300) }),
  response: z.strictObject({ runs: z.number().int() }),
});

export const runHousekeeping = defineRoute({
  method: "POST",
  path: "/api/health/housekeeping",
  summary: "Tidy old data away now, or wait for the end of what is at it",
  policy: admins,
  response: z.strictObject({
    clearedRuns: z.number().int(),
    removedRuns: z.number().int(),
    tookMs: z.number(),
  }),
});
