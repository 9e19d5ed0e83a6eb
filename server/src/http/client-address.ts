import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/** Tells who a request came from. */
export interface ClientAddresses {
  /** The address of the client: the socket's, or what a trusted proxy says it is. */
  of(req: IncomingMessage): string;
}

/**
 * Only proxies of `trusted` (addresses and CIDRs) may name another client, by `X-Forwarded-For`, of
 * which the right-most entry that is no trusted proxy counts: what is left of it anybody can write.
 */
export function createClientAddresses(trusted: readonly string[]): ClientAddresses {
  const ranges = trusted.map(parseRange);
  const isTrusted = (text: string): boolean => {
    const address = parseAddress(text);
    return address !== null && ranges.some((range) => inRange(address, range));
  };
  return {
    of(req) {
      const socket = plainAddress(req.socket.remoteAddress ?? "");
      if (ranges.length === 0 || !isTrusted(socket)) return socket;
      const hops = String(req.headers["x-forwarded-for"] ?? "")
        .split(",")
        .map((hop) => hop.trim());
      const client = hops.findLast((hop) => hop !== "" && !isTrusted(hop));
      return client !== undefined && ipaddr.isValid(client) ? plainAddress(client) : socket;
    },
  };
}

/** What limits count by: an IPv4 address, or the /56 that one customer usually has of IPv6. */
export function addressKey(address: string): string {
  if (!address.includes(":")) return address;
  const parsed = parseAddress(address);
  if (parsed === null || parsed.kind() === "ipv4") return parsed?.toString() ?? "unknown";
  return `${Buffer.from(parsed.toByteArray().slice(0, 7)).toString("hex")}/56`;
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

function plainAddress(text: string): string {
  return text.startsWith("::ffff:") && text.includes(".") ? text.slice(7) : text;
}

function parseAddress(text: string): Address | null {
  return ipaddr.isValid(text) ? ipaddr.process(text) : null;
}

function parseRange(text: string): Range {
  if (text.includes("/")) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function inRange(address: Address, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}
