import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { newId } from "@formloom/shared/kernel";
import type { Vault } from "../connections/vault.ts";
import type { PrismaClient } from "../db/client.ts";

const sessionS = 30 * 24 * 3600;

/**
 * Passwords and sessions. Only what sign-in.ts calls of it can be reached over HTTP: its own
 * routes are not mounted, and nobody can sign up.
 */
export function createAuth(deps: {
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  readonly baseUrl: string;
}) {
  const secure = deps.baseUrl.startsWith("https:");
  return betterAuth({
    database: prismaAdapter(deps.prisma, { provider: "postgresql" }),
    secret: deps.vault.derive("session cookies").toString("hex"),
    baseURL: deps.baseUrl,
    basePath: "/api/auth",
    logger: { disabled: true },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 200,
    },
    session: { expiresIn: sessionS, disableSessionRefresh: true },
    user: {
      additionalFields: {
        role: { type: "string", input: false },
        disabledAt: { type: "date", input: false, required: false },
      },
    },
    // The limits are ours (sign-in-limits.ts): they count by account, too.
    rateLimit: { enabled: false },
    advanced: {
      // The prefix is part of the name, so that browsers hold the cookie to this host and to https.
      cookiePrefix: secure ? "__Host-formloom" : "formloom",
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: "lax", path: "/" },
      database: { generateId: () => newId() },
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;
