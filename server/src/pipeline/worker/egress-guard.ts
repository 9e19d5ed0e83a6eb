import { lookup as resolve, type LookupAddress } from "node:dns";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import {
  PermanentError,
  TransientError,
  type IncomingReply,
  type OutgoingRequest,
} from "@formloom/plugin-sdk";
import type { Agent, buildConnector } from "undici";
import { isMetadataHost, refuseAddress, refusePort, type AllowedTarget } from "./address-rules.ts";
import { exchange, ExchangeTimeout } from "./exchange.ts";

const connectTimeoutMs = 10_000;
const defaultTimeoutMs = 15_000;
const defaultMaxBytes = 1_048_576;

/** A connection that the guard refused. Nothing was sent. */
export class EgressBlocked extends PermanentError {
  readonly host: string;
  readonly reason: string;

  constructor(host: string, reason: string) {
    super(`The address ${host} may not be called: it ${reason}.`, {
      code: "egress_blocked",
      hint: "Use a public address. An administrator can allow a host inside the network.",
      who: "owner",
    });
    this.host = host;
    this.reason = reason;
  }
}

export interface GuardedRequest extends OutgoingRequest {
  readonly signal: AbortSignal;
}

/**
 * The only opener of outgoing connections. Names are resolved once, every address of them is checked,
 * the one that is used is the one that was checked, and the socket's own remote address is checked again.
 * Redirects are not followed and replies are not decompressed.
 */
export interface EgressGuard {
  fetch(url: string, request: GuardedRequest): Promise<IncomingReply>;
  connect(target: { host: string; port: number }, signal: AbortSignal): Promise<Socket>;
  close(): Promise<void>;
}

export function createEgressGuard(allow: readonly AllowedTarget[]): EgressGuard {
  let agent: Promise<Agent> | null = null;
  return {
    fetch: async (url, request) => {
      agent ??= openAgent(allow);
      return guardedFetch(await agent, allow, url, request);
    },
    connect: (target, signal) => guardedConnect(allow, target, signal),
    close: async () => (await agent)?.destroy(),
  };
}

/** Loads the HTTP client with the first request: a thread that was lost is back the sooner. */
async function openAgent(allow: readonly AllowedTarget[]): Promise<Agent> {
  const undici = await import("undici");
  return new undici.Agent({
    connect: guardedConnector(allow, undici.buildConnector),
    connections: 64,
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 60_000,
    pipelining: 1,
  });
}

function guardedConnector(
  allow: readonly AllowedTarget[],
  build: typeof buildConnector,
): buildConnector.connector {
  return (options, callback) => {
    const host = bareHost(options.hostname);
    const port = Number(options.port) || (options.protocol === "https:" ? 443 : 80);
    const target = { allow, host, port };
    const refused = refuseTarget("http", target);
    if (refused !== null) return callback(new EgressBlocked(host, refused), null);
    const dial = build({
      timeout: connectTimeoutMs,
      lookup: guardedLookup(target),
      maxCachedSessions: 0,
    });
    dial(options, (error, socket) => {
      if (error !== null) return callback(error, null);
      const late = refuseAddress(socket.remoteAddress ?? "", target);
      if (late === null) return callback(null, socket);
      socket.destroy();
      callback(new EgressBlocked(host, late), null);
    });
  };
}

interface Target {
  readonly allow: readonly AllowedTarget[];
  readonly host: string;
  readonly port: number;
}

/** What speaks against a target before any name is resolved. */
function refuseTarget(purpose: "http" | "smtp", target: Target): string | null {
  if (isMetadataHost(target.host)) return "hands out credentials of a machine";
  const port = refusePort(purpose, target);
  if (port !== null) return port;
  return isIP(target.host) === 0 ? null : refuseAddress(target.host, target);
}

/** Resolves a name and refuses it when any of its addresses may not be reached. */
function guardedLookup(target: Target): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, "", 0);
      for (const { address } of addresses) {
        const refused = refuseAddress(address, target);
        if (refused !== null) return callback(new EgressBlocked(target.host, refused), "", 0);
      }
      const [first] = addresses;
      if (first === undefined) return callback(new Error("the name has no address"), "", 0);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

async function guardedFetch(
  agent: Agent,
  allow: readonly AllowedTarget[],
  address: string,
  request: GuardedRequest,
): Promise<IncomingReply> {
  const url = checkUrl(address);
  const host = bareHost(url.hostname);
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const refused = refuseTarget("http", { allow, host, port });
  if (refused !== null) throw new EgressBlocked(host, refused);
  const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
  try {
    return await exchange(agent, {
      url,
      method: request.method ?? "GET",
      headers: { "accept-encoding": "identity", ...request.headers },
      body: request.body ?? null,
      maxBytes: request.maxBytes ?? defaultMaxBytes,
      timeoutMs,
      signal: request.signal,
    });
  } catch (error) {
    throw readable(error, host, error instanceof ExchangeTimeout ? timeoutMs : null);
  }
}

function checkUrl(address: string): URL {
  if (!URL.canParse(address)) {
    throw new PermanentError("The address is not a web address.", {
      code: "invalid_url",
      hint: "It must begin with https:// or http:// and hold a host.",
    });
  }
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new EgressBlocked(url.hostname || "there", "is neither http nor https");
  }
  if (url.username !== "" || url.password !== "") {
    throw new EgressBlocked(url.hostname, "has a user name or password in it");
  }
  return url;
}

async function guardedConnect(
  allow: readonly AllowedTarget[],
  { host: rawHost, port }: { host: string; port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const host = bareHost(rawHost);
  const target = { allow, host, port };
  const refused = refuseTarget("smtp", target);
  if (refused !== null) throw new EgressBlocked(host, refused);
  try {
    return await dialTcp(target, signal);
  } catch (error) {
    throw readable(error, host, null);
  }
}

function dialTcp(target: Target, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolveSocket, reject) => {
    const socket = connectTcp({
      host: target.host,
      port: target.port,
      lookup: guardedLookup(target),
      signal,
    });
    socket.setTimeout(connectTimeoutMs, () =>
      socket.destroy(timedOut(target.host, connectTimeoutMs)),
    );
    socket.once("error", reject);
    socket.once("connect", () => {
      const late = refuseAddress(socket.remoteAddress ?? "", target);
      if (late !== null) return socket.destroy(new EgressBlocked(target.host, late));
      socket.setTimeout(0);
      socket.off("error", reject);
      resolveSocket(socket);
    });
  });
}

const bareHost = (host: string): string => host.replaceAll(/[[\]]/g, "").toLowerCase();

const timedOut = (host: string, ms: number): TransientError =>
  new TransientError(`${host} did not answer within ${Math.round(ms / 1000)} s.`, {
    code: "network_timeout",
    hint: "The other service is slow or down; it is tried again.",
    who: "service",
  });

/** Turns what the network threw into a plain sentence; our own errors pass. */
function readable(error: unknown, host: string, deadlineMs: number | null): unknown {
  if (deadlineMs !== null) return timedOut(host, deadlineMs);
  if (error instanceof PermanentError || error instanceof TransientError) return error;
  const code = errorCode(error);
  if (code === null) return error;
  return new TransientError(`The connection to ${host} failed (${code}).`, {
    code: `network_${code.toLowerCase()}`.slice(0, 64),
    hint: "The other service could not be reached; it is tried again.",
    who: "service",
    cause: error,
  });
}

function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause instanceof Error ? errorCode(error.cause) : null;
}
