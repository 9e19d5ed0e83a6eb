import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { parseJsonBytes } from "@formloom/shared/values";
import type { InputProblem } from "@formloom/shared/values";
import type { z } from "zod";
import { isJsonType } from "./media-type.ts";
import { readBody, type BodyLimits } from "./read-body.ts";
import { invalidInput, notFound, Refusal, type InputError } from "./refusal.ts";

const maxErrors = 50;
const maxEcho = 64;

/** JSON that could not be read at all is 400, JSON that says something impossible is 422. */
const malformed = new Set(["invalid_json", "too_deep", "too_many_keys", "duplicate_key"]);

/** Reads a JSON body through the normaliser. An empty body without a content type is an empty object. */
export async function readJsonBody(req: IncomingMessage, limits?: BodyLimits): Promise<unknown> {
  const type = req.headers["content-type"];
  const empty = req.headers["content-length"] === "0" || !hasBody(req.headers);
  if (type === undefined && empty) return {};
  if (!isJsonType(type)) {
    throw new Refusal("unsupported_media_type", "Send the body as application/json.");
  }
  return parseJson(await readBody(req, limits), limits?.maxKeys);
}

/** Parses a body by the rules of the normaliser. */
export function parseJson(bytes: Buffer, maxKeys?: number): unknown {
  const parsed = parseJsonBytes(bytes, maxKeys === undefined ? {} : { maxKeys });
  if (!parsed.ok) throw refuseProblem(parsed.error);
  return parsed.value;
}

function refuseProblem({ code, path, message }: InputProblem): Refusal {
  const errors = [{ path, code, message }];
  if (!malformed.has(code)) return invalidInput(errors);
  const known = code === "too_deep" || code === "duplicate_key" ? code : "invalid_json";
  return new Refusal(known, message, { errors });
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/** Holds a body against its schema; what does not fit is 422 with the paths. */
export function parseBody(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(describeIssues(parsed.error));
  return parsed.data;
}

/** Holds path parameters against their schema; what does not fit does not exist. */
export function parseParams(schema: z.ZodType, params: Readonly<Record<string, string>>): unknown {
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw notFound();
  return parsed.data;
}

/** Holds the query against its schema; a key that occurs twice is refused, as is an unknown one. */
export function parseQuery(schema: z.ZodType | undefined, url: string): unknown {
  const search = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");
  const values: Record<string, string> = Object.create(null) as Record<string, string>; // no prototype to shadow
  for (const [key, value] of search) {
    if (Object.hasOwn(values, key))
      throw badQuery([queryError(key, "duplicate_key", "is given twice")]);
    values[key] = value;
  }
  if (schema === undefined) {
    const [stray] = Object.keys(values);
    if (stray !== undefined)
      throw badQuery([queryError(stray, "unknown_key", "is not known here")]);
    return {};
  }
  const parsed = schema.safeParse({ ...values });
  if (!parsed.success) throw badQuery(describeIssues(parsed.error));
  return parsed.data;
}

function queryError(path: string, code: string, message: string): InputError {
  return { path: shorten(path), code, message };
}

function badQuery(errors: readonly InputError[]): Refusal {
  return new Refusal("invalid_request", "The query cannot be understood.", { errors });
}

/** `If-Match` with a row's version, as `"3"`; null for `*`. */
export function parseIfMatch(header: string | undefined): number | null {
  if (header === undefined) {
    throw new Refusal(
      "if_match_required",
      "Send If-Match with the version that you read, so that nobody's change is lost.",
    );
  }
  if (header.trim() === "*") return null;
  const version = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(header)?.[1];
  if (version === undefined) {
    throw new Refusal("invalid_request", 'If-Match: expected a version such as "3", or *.');
  }
  return Number(version);
}

/** zod's issues as paths, stable codes and sentences, of which none repeats a value. */
export function describeIssues(error: z.ZodError): InputError[] {
  return error.issues.flatMap(describeIssue).slice(0, maxErrors);
}

function describeIssue(issue: z.core.$ZodIssue): InputError[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: shorten([...path, key].join(".")),
      code: "unknown_key",
      message: "This key is not known here.",
    }));
  }
  const code = issue.code === "invalid_type" ? "type" : issue.code;
  return [{ path: shorten(path.join(".")), code, message: issue.message }];
}

function shorten(text: string): string {
  const clean = text.toWellFormed().replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd");
  return clean.length > maxEcho ? `${clean.slice(0, maxEcho - 1)}…` : clean;
}
