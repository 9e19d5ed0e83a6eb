import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { roleSchema } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { Caller } from "../http/call.ts";
import type { Auth } from "./auth.ts";

const tokenPattern = /^Bearer (flm_[A-Za-z0-9_-]{43})$/;
const usedAtEveryMs = 60_000;

/** Tells who sends a request, by its API token or else by its session cookie; null: nobody known. */
export function createAuthenticate(deps: {
  readonly prisma: PrismaClient;
  readonly auth: Auth;
}): (req: IncomingMessage) => Promise<Caller | null> {
  return async function authenticate(req) {
    const { authorization, cookie } = req.headers;
    // A token that is sent decides, also when it is wrong: it must not fall back to a cookie.
    if (authorization !== undefined) return callerByToken(deps.prisma, authorization);
    if (cookie === undefined) return null;
    return callerBySession(deps.auth, cookie);
  };
}

async function callerBySession(auth: Auth, cookie: string): Promise<Caller | null> {
  const found = await auth.api.getSession({ headers: new Headers({ cookie }) });
  if (found === null || isDisabled(found.user.disabledAt)) return null;
  const role = roleSchema.safeParse(found.user.role);
  return role.success ? { id: found.user.id, role: role.data, via: "session", scopes: [] } : null;
}

function isDisabled(at: Date | null | undefined): boolean {
  return at !== null && at !== undefined;
}

async function callerByToken(prisma: PrismaClient, authorization: string): Promise<Caller | null> {
  const text = tokenPattern.exec(authorization)?.[1];
  if (text === undefined) return null;
  const token = await prisma.apiToken.findUnique({
    where: { hash: hashToken(text) },
    include: { user: { select: { role: true, disabledAt: true } } },
  });
  if (token === null || token.user.disabledAt !== null || token.expiresAt.getTime() <= Date.now()) {
    return null;
  }
  const role = roleSchema.safeParse(token.user.role);
  if (!role.success) return null;
  if (Date.now() - (token.lastUsedAt?.getTime() ?? 0) > usedAtEveryMs) {
    await prisma.apiToken.updateMany({ where: { id: token.id }, data: { lastUsedAt: new Date() } });
  }
  return { id: token.userId, role: role.data, via: "token", scopes: token.scopes };
}

/** What is stored of a token. 256 random bits need no slow hash. */
export function hashToken(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(token).digest());
}
