import ipaddr from "ipaddr.js";
import { z } from "zod";

/** So many of something within a time. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
}

/** The server's own mail server. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** smtps is `tls`; smtp is `starttls`, on this machine `none`; `?security=` in the address decides. */
  readonly security: "tls" | "starttls" | "none";
  readonly user: string | null;
  readonly password: string | null;
}

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** A comma-separated list; blanks around and empty entries are dropped. */
export function listOf<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .string()
    .transform((text) =>
      text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()])),
    )
    .pipe(z.array(item));
}

const isCidr = (text: string): boolean => ipaddr.isValidCIDR(text);

export const egressEntry = z
  .string()
  .refine(
    (text) => isCidr(text) || ipaddr.isValid(text) || hostPattern.test(text),
    "a list of hosts, host:port and CIDRs, such as hooks.internal:8080,10.0.0.0/8",
  );

export const proxyRange = z
  .string()
  .refine(
    (text) => isCidr(text) || ipaddr.isValid(text),
    "a list of addresses and CIDRs, such as 10.0.0.1,172.16.0.0/12",
  );

export const baseUrl = z
  .string()
  .refine(isBareUrl, "an http or https address without path, such as https://forms.example.org")
  .transform((text) => new URL(text).origin);

function isBareUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
}

export const secretKey = z
  .string()
  .transform((text) => Buffer.from(text, /^[0-9a-fA-F]{64}$/.test(text) ? "hex" : "base64"))
  .refine((key) => key.length === 32, "32 random bytes as 64 hex digits or as base64")
  .refine((key) => new Set(key).size > 8, "random bytes, not a pattern");

export const submitRate = z
  .string()
  .regex(/^(?:off|[1-9]\d{0,6}\/[1-9]\d{0,4}s)$/, "off, or a rate such as 30/10s")
  .transform((text): Rate | null => {
    if (text === "off") return null;
    const [limit, seconds] = text.split("/");
    return { limit: Number(limit), windowMs: Number.parseInt(seconds ?? "", 10) * 1000 };
  });

/** `?security=none` (or tls, starttls) says what the scheme does not; on this machine none is usual. */
export const smtpUrl = z
  .string()
  .refine(
    (text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? "") && URL.parse(text)?.hostname !== "",
    "an address such as smtp://user:password@mail.example.org:587 or smtps://…",
  )
  .transform((text): MailServer => {
    const url = new URL(text);
    const secure = url.protocol === "smtps:";
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    return {
      host,
      port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
      security: smtpSecurity(url.searchParams.get("security"), { secure, host }),
      user: url.username === "" ? null : decodeURIComponent(url.username),
      password: url.password === "" ? null : decodeURIComponent(url.password),
    };
  });

/** Without TLS only where the address says so, or where mail does not leave the machine. */
function smtpSecurity(
  asked: string | null,
  server: { readonly secure: boolean; readonly host: string },
): MailServer["security"] {
  if (server.secure) return "tls";
  if (asked === "tls" || asked === "starttls" || asked === "none") return asked;
  return /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(server.host) ? "none" : "starttls";
}
