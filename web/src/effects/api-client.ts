import type { RouteContract, RouteResponse } from "@formloom/shared/api";
import type { z } from "zod";
import { ApiError } from "./api-error.ts";

type Part<Key extends string, Schema> = Schema extends z.ZodType
  ? Partial<z.input<Schema>> extends z.input<Schema>
    ? { readonly [K in Key]?: z.input<Schema> }
    : { readonly [K in Key]: z.input<Schema> }
  : unknown;

/** What a call of a route takes besides the route itself. */
export type CallOptions<R extends RouteContract> = Part<"params", R["params"]> &
  Part<"query", R["query"]> &
  Part<"body", R["body"]> &
  (R["ifMatch"] extends true ? { readonly ifMatch: number } : unknown) & {
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
    /** Lets the call outlive the page; for what must be sent while it closes. */
    readonly keepalive?: boolean;
  };

interface LooseOptions {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  readonly keepalive?: boolean;
}

let signedOut: () => void = () => {};

/** Names what happens when the server no longer knows who is signed in. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

/**
 * Calls a route of the API and hands back its parsed answer. Throws `ApiError` for every other
 * ending; `unauthenticated` also calls the handler of `onSignedOut`.
 */
export async function callRoute<const R extends RouteContract>(
  route: R,
  options: CallOptions<R>,
): Promise<RouteResponse<R>> {
  // The conditional parts of CallOptions cannot be resolved while R is open; they fit LooseOptions.
  const loose = options as unknown as LooseOptions;
  const response = await send(route, loose);
  const body = await readBody(response);
  if (!response.ok) {
    const refusal = ApiError.ofAnswer(response.status, body);
    // A wrong password is a 401 too, but says nothing about the session.
    if (refusal.code === "unauthenticated") signedOut();
    throw refusal;
  }
  const parsed = route.response?.safeParse(body);
  if (parsed?.success === false) {
    throw new ApiError(response.status, "unexpected_answer", "The answer has an unknown shape", {
      body,
      cause: parsed.error,
    });
  }
  // Parsed by the very schema that RouteResponse is inferred from; without one it is undefined.
  return parsed?.data as RouteResponse<R>;
}

async function send(route: RouteContract, options: LooseOptions): Promise<Response> {
  try {
    return await fetch(routeUrl(route.path, options), {
      method: route.method,
      headers: headersOf(options),
      credentials: "same-origin",
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.keepalive === undefined ? {} : { keepalive: options.keepalive }),
    });
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause;
    throw new ApiError(0, "unreachable", "The server cannot be reached", { cause });
  }
}

function headersOf(options: LooseOptions): Record<string, string> {
  return {
    accept: "application/json",
    ...(options.body === undefined ? {} : { "content-type": "application/json" }),
    ...(options.ifMatch === undefined ? {} : { "if-match": `"${options.ifMatch}"` }),
    ...(options.idempotencyKey === undefined ? {} : { "idempotency-key": options.idempotencyKey }),
  };
}

/** A route's address with its parameters filled in; empty query values are left out. */
export function routeUrl(
  path: string,
  { params = {}, query = {} }: Pick<LooseOptions, "params" | "query">,
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(textOf(params[name])),
  );
  const search = new URLSearchParams(
    Object.entries(query)
      .filter(([, value]) => value !== undefined && value !== null && value !== "")
      .map(([key, value]) => [key, textOf(value)]),
  );
  return search.size === 0 ? filled : `${filled}?${search}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
