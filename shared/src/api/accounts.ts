import { z } from "zod";
import { idSchema, pageOf, pageQuerySchema, timeSchema } from "./common.ts";
import { defineRoute } from "./route.ts";

export const roleSchema = z.enum(["admin", "owner", "viewer"]);
const emailSchema = z.email().max(254).toLowerCase();
const passwordSchema = z.string().min(10).max(200);

export const userSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
  createdAt: timeSchema,
});
export type UserView = z.infer<typeof userSchema>;

/** Whether the first admin is still missing, and whether the demo is offered. Needed before sign-in. */
export const getStatus = defineRoute({
  method: "GET",
  path: "/api/status",
  summary: "What a browser needs before anybody signed in",
  policy: { access: "public" },
  response: z.strictObject({ setUp: z.boolean(), version: z.string() }),
});

export const setUp = defineRoute({
  method: "POST",
  path: "/api/setup",
  summary: "Make the first admin, once, and sign in",
  policy: { access: "public" },
  body: z.strictObject({
    token: z.string().max(200),
    name: z.string().trim().min(1).max(120),
    email: emailSchema,
    password: passwordSchema,
  }),
  response: z.strictObject({ user: userSchema }),
  status: 201,
});

export const getMe = defineRoute({
  method: "GET",
  path: "/api/me",
  summary: "Who is signed in",
  policy: { access: "signed-in" },
  response: z.strictObject({
    user: userSchema,
    /** Whether the database holds no form yet, so that the demo is offered. */
    offerDemo: z.boolean(),
    /** Whether the server has a mail server of its own; without one, mail is caught. */
    mailConfigured: z.boolean(),
  }),
});

export const listUsers = defineRoute({
  method: "GET",
  path: "/api/users",
  summary: "People and their roles",
  policy: { access: "signed-in", roles: ["admin"], tokens: false },
  query: pageQuerySchema,
  response: pageOf(userSchema),
});

export const createUser = defineRoute({
  method: "POST",
  path: "/api/users",
  summary: "Add a person",
  policy: { access: "signed-in", roles: ["admin"], tokens: false },
  body: z.strictObject({
    name: z.string().trim().min(1).max(120),
    email: emailSchema,
    password: passwordSchema,
    role: roleSchema,
  }),
  response: userSchema,
  status: 201,
});

const userParams = z.strictObject({ userId: idSchema });

export const updateUser = defineRoute({
  method: "PATCH",
  path: "/api/users/{userId}",
  summary: "Change a person's name or role, or stop them from signing in",
  policy: { access: "signed-in", roles: ["admin"], tokens: false },
  params: userParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(120).optional(),
    role: roleSchema.optional(),
    disabled: z.boolean().optional(),
    password: passwordSchema.optional(),
  }),
  response: userSchema,
});

export const deleteUser = defineRoute({
  method: "DELETE",
  path: "/api/users/{userId}",
  summary: "Remove a person who owns nothing; 409 while they own forms or connections",
  policy: { access: "signed-in", roles: ["admin"], tokens: false },
  params: userParams,
});

export const tokenSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  scopes: z.array(z.enum(["read", "write"])),
  expiresAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
  createdAt: timeSchema,
});
export type TokenView = z.infer<typeof tokenSchema>;

export const listTokens = defineRoute({
  method: "GET",
  path: "/api/tokens",
  summary: "One's own API tokens",
  policy: { access: "signed-in", tokens: false },
  query: pageQuerySchema,
  response: pageOf(tokenSchema),
});

export const createToken = defineRoute({
  method: "POST",
  path: "/api/tokens",
  summary: "Make an API token; it is shown in this answer only",
  policy: { access: "signed-in", tokens: false },
  body: z.strictObject({
    name: z.string().trim().min(1).max(120),
    scopes: z
      .array(z.enum(["read", "write"]))
      .min(1)
      .default(["read", "write"]),
    /** Default: 90 days from now; at most 366. */
    expiresAt: timeSchema.optional(),
  }),
  response: z.strictObject({ id: idSchema, token: z.string() }),
  status: 201,
});

export const deleteToken = defineRoute({
  method: "DELETE",
  path: "/api/tokens/{tokenId}",
  summary: "Withdraw an API token",
  policy: {
    access: "resource",
    resource: "token",
    param: "tokenId",
    right: "write",
    tokens: false,
  },
  params: z.strictObject({ tokenId: idSchema }),
});

export const auditEntrySchema = z.strictObject({
  id: idSchema,
  at: timeSchema,
  userId: idSchema.nullable(),
  /** Empty where the person is gone, or nobody is known. */
  userName: z.string(),
  action: z.string(),
  subjectType: z.string().nullable(),
  subjectId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});

export const listAudit = defineRoute({
  method: "GET",
  path: "/api/audit",
  summary: "Who did what, newest first",
  policy: { access: "signed-in", roles: ["admin"], tokens: false },
  query: pageQuerySchema,
  response: pageOf(auditEntrySchema),
});
