import ipaddr from "ipaddr.js";

/** One entry of FORMLOOM_EGRESS_ALLOW: a host, a host with a port, or a range of addresses. */
export interface AllowedTarget {
  readonly host: string | null;
  readonly cidr: [ipaddr.IPv4 | ipaddr.IPv6, number] | null;
  /** Null: any port that the guard's port rule lets through. */
  readonly port: number | null;
}

/**
 * Reads the list of FORMLOOM_EGRESS_ALLOW: hosts, `host:port`, `[v6]:port` and CIDRs.
 * @throws Error naming the entry that is none of these.
 */
export function parseAllowList(entries: readonly string[]): AllowedTarget[] {
  return entries.map((entry) => {
    if (ipaddr.isValidCIDR(entry)) {
      return { host: null, cidr: ipaddr.parseCIDR(entry), port: null };
    }
    const match = /^(\[[0-9a-fA-F:]+\]|[^:\s/]+|[0-9a-fA-F:]+:[0-9a-fA-F:]+)(?::(\d{1,5}))?$/.exec(
      entry,
    );
    if (match?.[1] === undefined) {
      throw new Error(`"${entry}" is no host, host:port or address range`);
    }
    return {
      host: match[1].replaceAll(/[[\]]/g, "").toLowerCase(),
      cidr: null,
      port: match[2] === undefined ? null : Number(match[2]),
    };
  });
}

/** Addresses that hand out credentials of the machine: never, whatever the operator allowed by range. */
const metadataAddresses = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "100.100.100.200",
  "192.0.0.192",
  "168.63.129.16",
  "fd00:ec2::254",
]);

const metadataHosts = new Set(["metadata.google.internal", "metadata", "instance-data"]);

/** Whether a host name alone is reason enough to refuse. */
export const isMetadataHost = (host: string): boolean => metadataHosts.has(host.replace(/\.$/, ""));

/** Public by rule, not by a list of exceptions: v4 range unicast; v6 in 2000::/3 and range unicast. */
export function isPublicAddress(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (metadataAddresses.has(address.toString())) return false;
  if (address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv4) return true;
  return ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}

/** What the guard says of one address; null when it may be reached. */
export function refuseAddress(
  text: string,
  options: { allow: readonly AllowedTarget[]; host: string; port: number },
): string | null {
  if (!ipaddr.isValid(text)) return "is no address";
  const address = unmap(ipaddr.parse(text));
  if (metadataAddresses.has(address.toString())) return "hands out credentials of a machine";
  if (isAllowed(address, options)) return null;
  return isPublicAddress(address) ? null : "is not a public address";
}

function isAllowed(
  address: ipaddr.IPv4 | ipaddr.IPv6,
  options: { allow: readonly AllowedTarget[]; host: string; port: number },
): boolean {
  return options.allow.some((target) => {
    if (target.port !== null && target.port !== options.port) return false;
    if (target.host !== null)
      return target.host === options.host || target.host === address.toString();
    return (
      target.cidr !== null && target.cidr[0].kind() === address.kind() && address.match(target.cidr)
    );
  });
}

/** An IPv4 address written as IPv6 is judged as the IPv4 address that is reached by it. */
function unmap(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()
    ? address.toIPv4Address()
    : address;
}

/** Ports above 1023 on which services listen that must not be spoken to with HTTP. */
const deniedPorts = new Set([
  1433, 1521, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5672, 5900, 5984, 6000, 6379, 6443, 9042,
  9092, 9200, 9300, 10250, 11211, 27017,
]);
const mailPorts = new Set([25, 465, 587, 2525]);

/** Whether the port may be spoken to for this purpose; an allowed `host:port` may always. */
export function refusePort(
  purpose: "http" | "smtp",
  options: { allow: readonly AllowedTarget[]; host: string; port: number },
): string | null {
  const named = options.allow.some(
    (target) => target.host === options.host && target.port === options.port,
  );
  if (named) return null;
  const fits =
    purpose === "smtp"
      ? mailPorts.has(options.port)
      : options.port === 80 ||
        options.port === 443 ||
        (options.port >= 1024 && !deniedPorts.has(options.port));
  return fits ? null : `is at port ${options.port}, which is not one for ${purpose}`;
}
