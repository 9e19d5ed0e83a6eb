import { APIError } from "better-auth/api";
import { changePassword, signIn, signOut } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import type { Audit } from "./audit.ts";
import type { Auth } from "./auth.ts";
import { presentUser } from "./people.ts";
import type { SignInLimits } from "./sign-in-limits.ts";

export interface SignInDeps {
  readonly prisma: PrismaClient;
  readonly auth: Auth;
  readonly audit: Audit;
  readonly limits: SignInLimits;
  readonly isSetUp: () => Promise<boolean>;
}

export function signInRoutes(deps: SignInDeps): BoundRoute[] {
  const { auth, audit, limits } = deps;
  return [
    route(signIn, async ({ body, address, setHeader }) => {
      if (!(await deps.isSetUp())) throw notFound();
      const email = body.email.trim().toLowerCase();
      limits.check(email, address);
      // Counted before the answer is known: guesses that are sent side by side count as well.
      limits.failed(email, address);
      const session = await openSession(deps, { email, password: body.password });
      if (session === null) {
        await audit.record({ userId: null, action: "auth.denied", address });
        throw new Refusal("invalid_login", "E-mail and password do not match.");
      }
      limits.succeeded(email, address);
      setHeader("set-cookie", session.cookies);
      await audit.record({ userId: session.user.id, action: "auth.signed-in", address });
      return { user: presentUser(session.user) };
    }),
    route(signOut, async ({ headers, setHeader }) => {
      if (!(await deps.isSetUp())) throw notFound();
      const { cookie } = headers;
      if (cookie === undefined) return undefined;
      const ended = await auth.api.signOut({
        headers: new Headers({ cookie }),
        returnHeaders: true,
      });
      setHeader("set-cookie", ended.headers.getSetCookie());
      return undefined;
    }),
    changePasswordRoute(deps),
  ];
}

function changePasswordRoute(deps: SignInDeps): BoundRoute {
  const { prisma, auth, audit, limits } = deps;
  return route(changePassword, async ({ caller, body, address, setHeader }) => {
    const user = await prisma.user.findUniqueOrThrow({ where: { id: caller.id } });
    limits.check(user.email, address);
    limits.failed(user.email, address);
    const { password: passwords } = await auth.$context;
    const where = { userId: user.id, providerId: "credential" };
    const account = await prisma.account.findFirst({ where });
    const hash = account?.password ?? "";
    if (account === null || !(await passwords.verify({ hash, password: body.currentPassword }))) {
      throw new Refusal("invalid_login", "The current password is not right.");
    }
    const password = await passwords.hash(body.newPassword);
    await prisma.$transaction([
      prisma.account.update({ where: { id: account.id }, data: { password } }),
      prisma.session.deleteMany({ where: { userId: user.id } }),
    ]);
    limits.succeeded(user.email, address);
    const session = await openSession(deps, { email: user.email, password: body.newPassword });
    if (session !== null) setHeader("set-cookie", session.cookies);
    await audit.record({ userId: user.id, action: "auth.password-changed", address });
    return undefined;
  });
}

/** A new session with its cookies; null when e-mail and password do not match, or the person may not. */
export async function openSession(
  { prisma, auth }: Pick<SignInDeps, "prisma" | "auth">,
  credentials: { readonly email: string; readonly password: string },
) {
  try {
    const { headers, response } = await auth.api.signInEmail({
      body: { email: credentials.email, password: credentials.password },
      returnHeaders: true,
    });
    const user = await prisma.user.findUniqueOrThrow({ where: { id: response.user.id } });
    if (user.disabledAt !== null) {
      await prisma.session.deleteMany({ where: { userId: user.id } });
      return null;
    }
    return { user, cookies: headers.getSetCookie() };
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) return null;
    throw error;
  }
}
