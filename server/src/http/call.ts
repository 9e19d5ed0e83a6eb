import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type {
  ResourceKind,
  Role,
  RouteBody,
  RouteContract,
  RouteParams,
  RouteQuery,
  RouteResponse,
} from "@formloom/shared/api";
import type { Logger } from "../logger.ts";
import type { ClientAddresses } from "./client-address.ts";

/** Who is calling: a person, by a signed-in browser or by a token of theirs. */
export interface Caller {
  readonly id: string;
  readonly role: Role;
  readonly via: "session" | "token";
  /** What a token may do; a session may do everything its person may. */
  readonly scopes: readonly string[];
}

/** What a caller may do with one resource; `none` is also the answer for what does not exist. */
export type Right = "none" | "read" | "write";

export interface Access {
  rightTo(caller: Caller, resource: ResourceKind, id: string): Promise<Right>;
}

export type CallerOf<R extends RouteContract> = R["policy"] extends { access: "public" }
  ? null
  : Caller;

/** One call of a route: everything parsed, everything permitted. */
export interface Call<R extends RouteContract> {
  readonly caller: CallerOf<R>;
  readonly params: RouteParams<R>;
  readonly query: RouteQuery<R>;
  readonly body: RouteBody<R>;
  /** The version of `If-Match`; null where it is `*`, or where the route takes none. */
  readonly ifMatch: number | null;
  /** The client's address. */
  readonly address: string;
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly setHeader: (name: string, value: string | readonly string[]) => void;
}

/** What every route needs of the server around it. */
export interface RouteContext {
  readonly authenticate: (req: IncomingMessage) => Promise<Caller | null>;
  readonly access: Access;
  readonly addresses: ClientAddresses;
  readonly logger: Logger;
  /** Throws when a browser's request comes from another site. */
  readonly checkOrigin: (req: IncomingMessage) => void;
  /** Whether answers are held against their contracts: on but for production. */
  readonly checkAnswers: boolean;
}

/** A contract with what serves it. */
export interface BoundRoute {
  readonly contract: RouteContract;
  serve(
    request: {
      readonly req: IncomingMessage;
      readonly res: ServerResponse;
      readonly params: Readonly<Record<string, string>>;
      readonly requestId: string;
    },
    context: RouteContext,
  ): Promise<void>;
}

export type Handler<R extends RouteContract> = (call: Call<R>) => Promise<RouteResponse<R>>;
