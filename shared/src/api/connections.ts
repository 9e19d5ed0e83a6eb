import { z } from "zod";
import { idSchema, pageOf, pageQuerySchema, timeSchema } from "./common.ts";
import { defineRoute } from "./route.ts";

export const connectionSchema = z.strictObject({
  id: idSchema,
  ownerId: idSchema,
  kind: z.string(),
  name: z.string(),
  /** The settings that are no secret. */
  config: z.record(z.string(), z.unknown()),
  hasSecret: z.boolean(),
  testedAt: timeSchema.nullable(),
  testError: z.string().nullable(),
  /** For `If-Match`. */
  version: z.number().int(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type ConnectionView = z.infer<typeof connectionSchema>;

export const listConnections = defineRoute({
  method: "GET",
  path: "/api/connections",
  summary: "The caller's connections",
  policy: { access: "signed-in", roles: ["admin", "owner"] },
  query: pageQuerySchema.extend({ kind: z.string().max(40).optional() }),
  response: pageOf(connectionSchema),
});

export const createConnection = defineRoute({
  method: "POST",
  path: "/api/connections",
  summary: "Store credentials; secrets are write-only",
  policy: { access: "signed-in", roles: ["admin", "owner"] },
  body: z.strictObject({
    kind: z.string().max(40),
    name: z.string().trim().min(1).max(120),
    /** All settings of the kind, secrets among them. */
    config: z.record(z.string(), z.unknown()),
  }),
  response: connectionSchema,
  status: 201,
});

const connectionParams = z.strictObject({ connectionId: idSchema });
const ownConnection = {
  access: "resource",
  resource: "connection",
  param: "connectionId",
  right: "write",
} as const;

export const getConnection = defineRoute({
  method: "GET",
  path: "/api/connections/{connectionId}",
  summary: "A connection without its secrets",
  policy: { ...ownConnection, right: "read" },
  params: connectionParams,
  response: connectionSchema,
});

export const updateConnection = defineRoute({
  method: "PATCH",
  path: "/api/connections/{connectionId}",
  summary: "Change a connection; another host needs the secrets again (422 `secret_required`)",
  policy: ownConnection,
  params: connectionParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(120).optional(),
    config: z.record(z.string(), z.unknown()).optional(),
  }),
  response: connectionSchema,
  ifMatch: true,
});

export const deleteConnection = defineRoute({
  method: "DELETE",
  path: "/api/connections/{connectionId}",
  summary: "Delete a connection; steps that name it will fail with a clear error",
  policy: ownConnection,
  params: connectionParams,
});

export const testConnection = defineRoute({
  method: "POST",
  path: "/api/connections/{connectionId}/test",
  summary: "Is it good? Tried with the saved host only",
  policy: ownConnection,
  params: connectionParams,
  response: z.strictObject({ ok: z.boolean(), message: z.string() }),
});
