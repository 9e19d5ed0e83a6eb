import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { normaliseValue } from "@formloom/shared/values";
import { mediaType } from "../http/media-type.ts";
import { bodyLimits, readBody, type BodyLimits } from "../http/read-body.ts";
import { invalidInput, Refusal } from "../http/refusal.ts";
import { readMultipart, type Upload } from "./multipart.ts";

/** What a page sends: texts by name in their order, and files. */
export interface FormPost {
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly uploads: readonly Upload[];
  /** SHA-256 over everything that was sent but for the page's own inputs. */
  readonly digest: Buffer;
}

const uploadLimits: BodyLimits = { maxBytes: 10_485_760, deadlineMs: 60_000 };
const maxPairs = 2_000;

/** Reads a form-encoded or multipart body; the route decides what it may be, never the body. */
export async function readFormPost(req: IncomingMessage, takesFiles: boolean): Promise<FormPost> {
  const type = mediaType(req.headers["content-type"]);
  if (type !== "application/x-www-form-urlencoded" && type !== "multipart/form-data") {
    throw new Refusal("unsupported_media_type", "Send the form as its page does.");
  }
  const body = await readBody(req, takesFiles ? uploadLimits : bodyLimits);
  const { pairs, uploads } =
    type === "multipart/form-data"
      ? await readMultipart(body, req.headers["content-type"] ?? "")
      : { pairs: readPairs(body.toString("latin1")), uploads: [] };
  if (pairs.length > maxPairs) throw new Refusal("invalid_request", "There are too many values.");
  return { texts: groupByName(pairs), uploads, digest: digestOf(pairs, uploads) };
}

/** Percent-decoding that refuses bytes which are no UTF-8, where URLSearchParams would replace them. */
function readPairs(text: string): (readonly [string, string])[] {
  return text
    .split("&", maxPairs + 1)
    .filter((part) => part !== "")
    .map((part) => {
      const at = part.indexOf("=");
      const name = at === -1 ? part : part.slice(0, at);
      return [decode(name), at === -1 ? "" : decode(part.slice(at + 1))] as const;
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new Refusal("invalid_request", "A value is not encoded as UTF-8.");
  }
}

function groupByName(pairs: readonly (readonly [string, string])[]): FormPost["texts"] {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value]);
  const checked = normaliseValue([...groups].map(([name, values]) => [name, ...values]));
  if (!checked.ok) throw invalidInput([{ ...checked.error, path: "" }]);
  const texts: Record<string, readonly string[]> = Object.create(null) as typeof texts; // names are anybody's
  for (const [name, values] of groups) texts[name] = values;
  return texts;
}

function digestOf(
  pairs: readonly (readonly [string, string])[],
  uploads: readonly Upload[],
): Buffer {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(pairs.filter(([name]) => !name.startsWith("_"))));
  for (const { fieldId, name, content } of uploads) {
    hash.update(JSON.stringify([fieldId, name, content.length])).update(content);
  }
  return hash.digest();
}
