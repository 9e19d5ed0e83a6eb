import { randomBytes } from "node:crypto";
import { createToken, deleteToken, listTokens, tokenSchema } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import type { PrismaClient } from "../db/client.ts";
import type { ApiToken } from "../db/generated/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { toPage, type Cursors } from "../http/cursor.ts";
import { invalidValue } from "../http/refusal.ts";
import type { Audit } from "./audit.ts";
import { hashToken } from "./authenticate.ts";

const dayMs = 24 * 3_600_000;
const defaultLifeMs = 90 * dayMs;
const longestLifeMs = 366 * dayMs;

export function tokenRoutes(deps: {
  readonly prisma: PrismaClient;
  readonly audit: Audit;
  readonly cursors: Cursors;
}): BoundRoute[] {
  const { prisma, audit, cursors } = deps;
  return [
    route(listTokens, async ({ caller, query }) => {
      const before = cursors.read("tokens", query.cursor);
      const rows = await prisma.apiToken.findMany({
        where: { userId: caller.id, ...(before === null ? {} : { id: { lt: before } }) },
        orderBy: { id: "desc" },
        take: query.limit + 1,
      });
      return toPage(rows, {
        limit: query.limit,
        present: presentToken,
        cursorOf: (token) => cursors.write("tokens", token.id),
      });
    }),
    route(createToken, async ({ caller, body }) => {
      const expiresAt = expiry(body.expiresAt);
      const id = newId();
      const token = `flm_${randomBytes(32).toString("base64url")}`;
      await prisma.$transaction(async (tx) => {
        await tx.apiToken.create({
          data: {
            id,
            userId: caller.id,
            name: body.name,
            hash: hashToken(token),
            scopes: [...new Set(body.scopes)],
            expiresAt,
          },
        });
        const detail = { scopes: body.scopes };
        const subject = { subjectType: "token", subjectId: id };
        await audit.record({ userId: caller.id, action: "token.created", ...subject, detail }, tx);
      });
      return { id, token };
    }),
    route(deleteToken, async ({ caller, params }) => {
      await prisma.apiToken.deleteMany({ where: { id: params.tokenId, userId: caller.id } });
      const subject = { subjectType: "token", subjectId: params.tokenId };
      await audit.record({ userId: caller.id, action: "token.withdrawn", ...subject });
      return undefined;
    }),
  ];
}

function expiry(asked: string | undefined): Date {
  const now = Date.now();
  if (asked === undefined) return new Date(now + defaultLifeMs);
  const at = Date.parse(asked);
  if (at <= now || at > now + longestLifeMs) {
    throw invalidValue("expiresAt", "range", "Expected a time within the next 366 days.");
  }
  return new Date(at);
}

function presentToken(token: ApiToken) {
  return {
    id: token.id,
    name: token.name,
    scopes: tokenSchema.shape.scopes.parse(token.scopes),
    expiresAt: token.expiresAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    createdAt: token.createdAt.toISOString(),
  };
}
