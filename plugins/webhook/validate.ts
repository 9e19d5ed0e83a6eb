import { parseTemplate, type ConfigProblem } from "@formloom/plugin-sdk";

/**
 * Scheme and authority, up to where the path begins: no pill, no user, no space, no backslash (which
 * the URL parser reads as a slash).
 */
const fixedOrigin = /^https?:\/\/[^/?#\\{}@\s]+(?:[/?#]|$)/i;
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;

/** What the connection itself says, and what would carry stored secrets in plain settings. */
const refusedHeaders = new Set([
  "authorization",
  "connection",
  "content-length",
  "cookie",
  "expect",
  "host",
  "keep-alive",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

interface Settings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Problems of a webhook's settings beyond their schema, while values are still pills. */
export function validateWebhook(config: Settings): ConfigProblem[] {
  const values = Object.entries(config.headers).flatMap(([name, value]) =>
    hasControl(value)
      ? [
          {
            path: `headers.${name}`,
            code: "header_value",
            message: "A header's value is one line.",
          },
        ]
      : [],
  );
  return [...requestProblems(config), ...values];
}

/** The part of it that still has to hold when values are filled in. */
export function requestProblems(config: Settings): ConfigProblem[] {
  return [...urlProblems(config.url), ...Object.keys(config.headers).flatMap(headerProblems)];
}

function urlProblems(url: string): ConfigProblem[] {
  const problem = (code: string, message: string) => [{ path: "url", code, message }];
  if (url.trim() === "") return problem("required", "Enter the address to send to.");
  if (url.length > 8_000)
    return problem("url_too_long", "An address has at most 8,000 characters.");
  if (/^https?:\/\/[^/?#]*@/i.test(url)) {
    return problem("url_userinfo", "An address may not hold a user or password: use a connection.");
  }
  if (!fixedOrigin.test(url)) {
    return problem(
      "url_origin",
      "An address begins with https:// or http:// and a host that is written out, without answers.",
    );
  }
  const template = parseTemplate(url);
  if (!template.ok) return problem(template.error.code, template.error.message);
  const literal = url.slice(0, fixedOrigin.exec(url)?.[0].length);
  return URL.canParse(literal) ? [] : problem("url_host", "The host or port is not valid.");
}

function headerProblems(name: string): ConfigProblem[] {
  const path = `headers.${name}`;
  const lower = name.toLowerCase();
  if (!headerName.test(name) || name.length > 100) {
    return [
      { path, code: "header_name", message: "A header's name is letters, digits and hyphens." },
    ];
  }
  if (lower === "authorization" || lower === "proxy-authorization") {
    const message = "Credentials are stored in a connection, not in the settings.";
    return [{ path, code: "header_refused", message }];
  }
  if (refusedHeaders.has(lower) || /^(?:webhook|proxy)-/.test(lower)) {
    return [{ path, code: "header_refused", message: `The header ${name} cannot be set.` }];
  }
  return [];
}

function hasControl(text: string): boolean {
  return /[\u0000-\u0008\u000A-\u001F\u007F]/.test(text);
}
