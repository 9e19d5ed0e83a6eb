import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import {
  baseUrl,
  egressEntry,
  listOf,
  proxyRange,
  secretKey,
  smtpUrl,
  submitRate,
  type MailServer,
  type Rate,
} from "./config-values.ts";

/** Variables that may also be given as `<NAME>_FILE`, the path of a file that holds the value. */
const secretVariables = [
  "DATABASE_URL",
  "FORMLOOM_SECRET_KEY",
  "FORMLOOM_SETUP_TOKEN",
  "SMTP_URL",
] as const;

const variablesSchema = z.object({
  PORT: z.coerce.number("a port number").int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).max(255).default("127.0.0.1"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/, error: "an address that begins with postgresql://" })
    .optional(),
  FORMLOOM_DATA_DIR: z.string().min(1).default("./data"),
  FORMLOOM_BASE_URL: baseUrl.optional(),
  FORMLOOM_ALLOW_HTTP: z.stringbool("true or false").default(false),
  FORMLOOM_SECRET_KEY: secretKey.optional(),
  FORMLOOM_SETUP_TOKEN: z.string().min(32, "at least 32 characters").max(200).optional(),
  FORMLOOM_ROLE: z.enum(["all", "web", "worker"], "all, web or worker").default("all"),
  FORMLOOM_THREADS: z.coerce.number("a number of threads").int().min(1).max(64).optional(),
  FORMLOOM_PLUGINS_DIRS: listOf(z.string().min(1)).default([]),
  FORMLOOM_TRUSTED_PROXIES: listOf(proxyRange).default([]),
  FORMLOOM_EGRESS_ALLOW: listOf(egressEntry).default([]),
  FORMLOOM_SUBMIT_RATE: submitRate.default({ limit: 30, windowMs: 10_000 }),
  SMTP_URL: smtpUrl.optional(),
  FORMLOOM_MAIL_FROM: z.string().min(3).max(320).optional(),
  FORMLOOM_LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "a log level such as info",
    )
    .default("info"),
  FORMLOOM_RETENTION_DAYS: z.coerce.number("a number of days").int().min(1).max(36_500).default(90),
  NODE_ENV: z.string().default("development"),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** Where people reach the server, without a slash at the end. */
  readonly baseUrl: string;
  /** 32 bytes; null: the key file in the data folder. */
  readonly secretKey: Buffer | null;
  readonly setupToken: string | null;
  readonly role: "all" | "web" | "worker";
  readonly threads: number;
  /** Absolute. */
  readonly pluginsDirs: readonly string[];
  /** Addresses and CIDRs. */
  readonly trustedProxies: readonly string[];
  /** Hosts, `host:port` and CIDRs that the egress guard lets through; the mail server is among them. */
  readonly egressAllow: readonly string[];
  /** Submissions per address and form; null: no limit. */
  readonly submitRate: Rate | null;
  readonly mailServer: MailServer | null;
  readonly mailFrom: string | null;
  readonly logLevel: string;
  readonly retentionDays: number;
  readonly production: boolean;
}

/** What stands in the environment cannot be used: one sentence per variable. */
export class ConfigError extends Error {}

/**
 * Reads the configuration once and takes the secrets out of `env`, so that no plugin that is loaded
 * later finds them there. Throws {@link ConfigError} that names each variable and what it should be.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const values = takeSecrets(env);
  const parsed = variablesSchema.safeParse(values);
  const problems = unknownVariables(values).map(
    (name) => `${name} is no setting of Formloom: check its spelling.`,
  );
  if (!parsed.success) problems.push(...parsed.error.issues.map(describeIssue));
  const config = parsed.success ? toConfig(parsed.data) : null;
  if (config !== null) problems.push(...checkTogether(config, values));
  if (config === null || problems.length > 0) throw new ConfigError(problems.join("\n"));
  return config;
}

function takeSecrets(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  // An empty variable counts as absent, as compose files and shells leave those behind.
  const values = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  for (const name of secretVariables) {
    const file = values[`${name}_FILE`];
    if (file !== undefined) values[name] ??= readSecretFile(name, file);
    Reflect.deleteProperty(values, `${name}_FILE`);
    Reflect.deleteProperty(env, name);
  }
  return values;
}

function readSecretFile(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new ConfigError(`${name}_FILE: expected the path of a readable file.`, { cause });
  }
}

function unknownVariables(values: Record<string, string | undefined>): string[] {
  const known = new Set(Object.keys(variablesSchema.shape));
  return Object.keys(values).filter(
    (name) =>
      name.startsWith("FORMLOOM_") && !known.has(name) && !/^FORMLOOM_(?:TEST|DEV)_/.test(name),
  );
}

function describeIssue(issue: z.core.$ZodIssue): string {
  return `${String(issue.path[0])}: expected ${issue.message}.`;
}

function toConfig(values: z.infer<typeof variablesSchema>): Config {
  const mailServer = values.SMTP_URL ?? null;
  const allowed = [...values.FORMLOOM_EGRESS_ALLOW];
  if (mailServer !== null) allowed.push(hostAndPort(mailServer));
  return {
    port: values.PORT,
    host: values.HOST,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: resolve(values.FORMLOOM_DATA_DIR),
    baseUrl: values.FORMLOOM_BASE_URL ?? `http://127.0.0.1:${values.PORT}`,
    secretKey: values.FORMLOOM_SECRET_KEY ?? null,
    setupToken: values.FORMLOOM_SETUP_TOKEN ?? null,
    role: values.FORMLOOM_ROLE,
    threads: values.FORMLOOM_THREADS ?? Math.max(1, availableParallelism() - 1),
    pluginsDirs: values.FORMLOOM_PLUGINS_DIRS.map((path) => resolve(path)),
    trustedProxies: values.FORMLOOM_TRUSTED_PROXIES,
    egressAllow: allowed,
    submitRate: values.FORMLOOM_SUBMIT_RATE,
    mailServer,
    mailFrom: values.FORMLOOM_MAIL_FROM ?? null,
    logLevel: values.FORMLOOM_LOG_LEVEL,
    retentionDays: values.FORMLOOM_RETENTION_DAYS,
    production: values.NODE_ENV === "production",
  };
}

function hostAndPort(server: MailServer): string {
  return server.host.includes(":")
    ? `[${server.host}]:${server.port}`
    : `${server.host}:${server.port}`;
}

function checkTogether(config: Config, values: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  const base = new URL(config.baseUrl);
  const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(base.hostname);
  if (
    base.protocol === "http:" &&
    !loopback &&
    !["1", "true"].includes(values["FORMLOOM_ALLOW_HTTP"] ?? "")
  ) {
    problems.push(
      "FORMLOOM_BASE_URL: expected https, as sign-in over plain http can be read on the way. Set FORMLOOM_ALLOW_HTTP=true to use it all the same.",
    );
  }
  if (config.role !== "all" && config.databaseUrl === null) {
    problems.push("DATABASE_URL: expected the address of a database, as FORMLOOM_ROLE is not all.");
  }
  return problems;
}
