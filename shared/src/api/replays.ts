import { z } from "zod";
import { idSchema } from "./common.ts";
import { fingerprintSchema } from "./failures.ts";
import { defineRoute } from "./route.ts";
import { runFilterSchema } from "./run-list.ts";
import { taskSchema } from "./tasks.ts";

/** How many runs are replayed. */
const manner = {
  /** Try one first, and go on only when it did what failed before. */
  canary: z.boolean().default(true),
  /** Runs a minute at most; null: as fast as they go, after all live runs. */
  perMinute: z.number().int().min(1).max(6_000).nullable().default(60),
  /** `live`: by the version that is live now, where somebody mended the automation and published it. */
  version: z.enum(["original", "live"]).default("original"),
};

/**
 * From the failed step on; what was done before it is reused. 409 `replay_running` while another replay of
 * the cause is under way, `nothing_open` where nothing waits, `effect_unknown` where nobody knows whether it
 * was sent.
 */
export const replayFailure = defineRoute({
  method: "POST",
  path: "/api/failures/{fingerprint}/replay",
  summary: "Replay all open runs of a cause, one first, at a chosen speed",
  policy: { access: "resource", resource: "failure", param: "fingerprint", right: "write" },
  params: z.strictObject({ fingerprint: fingerprintSchema }),
  body: z.strictObject(manner),
  response: z.strictObject({ task: taskSchema }),
  status: 202,
});

/**
 * Runs that failed go on from where they stopped, others run anew; either way nothing is sent twice. One task
 * a form. 404 where one that is named is not the caller's to replay; 422 `too_many`, 409 `nothing_open` where
 * more than 10,000 match, or none.
 */
export const replayRuns = defineRoute({
  method: "POST",
  path: "/api/runs/replay",
  summary: "Replay chosen runs, one first, at a chosen speed",
  policy: { access: "signed-in", roles: ["admin", "owner"] },
  body: z
    .strictObject({
      runIds: z.array(idSchema).min(1).max(1_000).optional(),
      /** Every run that has ended, is no test and was not replayed since; at most 10,000. */
      matching: runFilterSchema.optional(),
      ...manner,
    })
    .refine(({ runIds, matching }) => (runIds === undefined) !== (matching === undefined), {
      path: ["runIds"],
      message: "Send either runIds or matching.",
    }),
  response: z.strictObject({ tasks: z.array(taskSchema) }),
  status: 202,
});
