import type { z } from "zod";

/** Kinds of things whose owner decides who may see them. */
export type ResourceKind =
  | "form"
  | "pipeline"
  | "run"
  | "task"
  | "failure"
  | "connection"
  | "token"
  | "user";

/**
 * Who may call a route. Ids that the caller may not see answer 404, ids that the caller may see but
 * not change answer 403.
 */
export type Policy =
  /** Anybody, signed in or not. */
  | { readonly access: "public" }
  /** Anybody signed in; what is listed is what the caller may see. `roles` narrows it. */
  | {
      readonly access: "signed-in";
      readonly roles?: readonly Role[];
      /** Whether an API token will do; default true. */
      readonly tokens?: boolean;
    }
  /** The named path parameter is an id of `resource`, and the caller has the right to it. */
  | {
      readonly access: "resource";
      readonly resource: ResourceKind;
      readonly param: string;
      readonly right: "read" | "write";
      readonly tokens?: boolean;
    };

export type Role = "admin" | "owner" | "viewer";

/** One HTTP route: what it takes, what it gives, and who may call it. Paths as `/api/forms/{formId}`. */
export interface RouteContract {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly summary: string;
  readonly policy: Policy;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Shape of the answer; absent: 204 without a body. */
  readonly response?: z.ZodType;
  /** Status of success; default 200, or 204 without a response. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Other statuses of success, by the `kind` of the answer. */
  readonly statusOfKind?: Readonly<Record<string, 201 | 202>>;
  /** Whether `If-Match` with the row's version is required. */
  readonly ifMatch?: boolean;
}

/** Fixes a contract's literal types; the only way routes are declared. */
export function defineRoute<const R extends RouteContract>(route: R): R {
  return route;
}

export type RouteParams<R extends RouteContract> = R["params"] extends z.ZodType
  ? z.infer<R["params"]>
  : Record<string, never>;
export type RouteQuery<R extends RouteContract> = R["query"] extends z.ZodType
  ? z.infer<R["query"]>
  : Record<string, never>;
export type RouteBody<R extends RouteContract> = R["body"] extends z.ZodType
  ? z.infer<R["body"]>
  : undefined;
export type RouteResponse<R extends RouteContract> = R["response"] extends z.ZodType
  ? z.infer<R["response"]>
  : undefined;
