import type { IncomingMessage } from "node:http";
import type { Policy, RouteContract } from "@formloom/shared/api";
import { fingerprintSchema } from "@formloom/shared/api";
import { isId } from "@formloom/shared/kernel";
import { assertNever } from "@formloom/shared/kernel";
import type { Caller, RouteContext } from "./call.ts";
import { notFound, Refusal } from "./refusal.ts";

type ClosedPolicy = Exclude<Policy, { access: "public" }>;

/**
 * Lets a call through or throws: 401 without a caller, 403 for what the caller may not do, 404 for ids
 * that are none of the caller's. Nothing of the input but the path's ids is looked at before.
 */
export async function enforcePolicy(
  request: {
    readonly req: IncomingMessage;
    readonly contract: RouteContract;
    readonly params: Readonly<Record<string, string>>;
  },
  context: RouteContext,
): Promise<Caller | null> {
  const { policy } = request.contract;
  if (policy.access === "public") return null;
  const caller = await context.authenticate(request.req);
  if (caller === null) throw new Refusal("unauthenticated", "Sign in, or send an API token.");
  const changes = request.contract.method !== "GET";
  if (caller.via === "token") checkToken(caller, policy, changes);
  else if (changes) context.checkOrigin(request.req);
  if (policy.access === "signed-in") {
    if (policy.roles !== undefined && !policy.roles.includes(caller.role)) throw forbidden();
  } else if (policy.access === "resource")
    await checkRight(caller, policy, request.params, context);
  else assertNever(policy);
  return caller;
}

function checkToken(caller: Caller, policy: ClosedPolicy, changes: boolean): void {
  if (policy.tokens === false) {
    throw new Refusal("forbidden", "An API token will not do here: sign in with a browser.");
  }
  if (!caller.scopes.includes("write") && (changes || !caller.scopes.includes("read"))) {
    throw new Refusal("forbidden", "The API token's scopes do not cover this.");
  }
}

async function checkRight(
  caller: Caller,
  policy: Extract<Policy, { access: "resource" }>,
  params: Readonly<Record<string, string>>,
  context: RouteContext,
): Promise<void> {
  const id = params[policy.param] ?? "";
  const isOne = policy.resource === "failure" ? isFingerprint(id) : isId(id);
  const right = isOne ? await context.access.rightTo(caller, policy.resource, id) : "none";
  if (right === "none") throw notFound();
  if (right === "read" && policy.right === "write") throw forbidden();
}

const isFingerprint = (text: string): boolean => fingerprintSchema.safeParse(text).success;

function forbidden(): Refusal {
  return new Refusal("forbidden", "Your role does not permit this.");
}
