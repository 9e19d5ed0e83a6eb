import type { IncomingMessage, ServerResponse } from "node:http";
import type { RouteContract } from "@formloom/shared/api";
import type { BoundRoute, Call, Handler } from "./call.ts";
import { enforcePolicy } from "./enforce-policy.ts";
import { parseBody, parseIfMatch, parseParams, parseQuery, readJsonBody } from "./parse-input.ts";
import type { BodyLimits } from "./read-body.ts";

/**
 * Serves a contract: the policy first, then the input through the contract's schemas, then the handler,
 * whose answer is held against the contract outside of production.
 */
export function route<const R extends RouteContract>(
  contract: R,
  handler: Handler<R>,
  limits?: BodyLimits,
): BoundRoute {
  return {
    contract,
    async serve(request, context) {
      const call = await openCall(contract, { ...request, limits }, context);
      const answer: unknown = await handler(call);
      sendAnswer(contract, answer, request.res, context.checkAnswers);
    },
  };
}

/** As {@link route}, for answers that are no JSON: the handler writes to the response itself. */
export function streamRoute<const R extends RouteContract>(
  contract: R,
  handler: (call: Call<R>, raw: { req: IncomingMessage; res: ServerResponse }) => Promise<void>,
): BoundRoute {
  return {
    contract,
    async serve(request, context) {
      const call = await openCall(contract, { ...request, limits: undefined }, context);
      await handler(call, { req: request.req, res: request.res });
    },
  };
}

async function openCall<R extends RouteContract>(
  contract: R,
  request: Parameters<BoundRoute["serve"]>[0] & { readonly limits: BodyLimits | undefined },
  context: Parameters<BoundRoute["serve"]>[1],
): Promise<Call<R>> {
  const { req, res, params } = request;
  const caller = await enforcePolicy({ req, contract, params }, context);
  const call = {
    caller,
    params: contract.params === undefined ? {} : parseParams(contract.params, params),
    query: parseQuery(contract.query, req.url ?? ""),
    ifMatch: contract.ifMatch === true ? parseIfMatch(req.headers["if-match"]) : null,
    body:
      contract.body === undefined
        ? undefined
        : parseBody(contract.body, await readJsonBody(req, request.limits)),
    address: context.addresses.of(req),
    requestId: request.requestId,
    headers: req.headers,
    setHeader: (name: string, value: string | readonly string[]) => void res.setHeader(name, value),
  };
  return call as unknown as Call<R>; // each member was parsed by the schema that its type is made of
}

function sendAnswer(
  contract: RouteContract,
  answer: unknown,
  res: ServerResponse,
  checkAnswers: boolean,
): void {
  res.setHeader("cache-control", "no-store");
  if (contract.response === undefined) {
    res.writeHead(contract.status ?? 204).end();
    return;
  }
  if (checkAnswers) {
    const checked = contract.response.safeParse(answer);
    if (!checked.success) {
      throw new Error(
        `${contract.method} ${contract.path} gave an answer that its contract does not allow.`,
        {
          cause: checked.error,
        },
      );
    }
  }
  const body = Buffer.from(JSON.stringify(answer));
  res.writeHead(statusOf(contract, answer), {
    "content-type": "application/json; charset=utf-8",
    "content-length": body.length,
  });
  res.end(body);
}

/** The status by the answer's kind, where the contract has one for it. */
function statusOf({ status = 200, statusOfKind }: RouteContract, answer: unknown): number {
  if (statusOfKind === undefined || typeof answer !== "object" || answer === null) return status;
  const byKind = new Map(Object.entries(statusOfKind));
  return byKind.get("kind" in answer ? String(answer.kind) : "") ?? status;
}
