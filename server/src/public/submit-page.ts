import type { IncomingMessage } from "node:http";
import { validateAnswers, type AnswerProblem, type StoredFile } from "@formloom/shared/form";
import { newId } from "@formloom/shared/kernel";
import type { PrismaClient } from "../db/client.ts";
import { notFound } from "../http/refusal.ts";
import type { LiveForm, Submissions, SubmitResult } from "../pipeline/ports.ts";
import { readFormPost, type FormPost } from "./form-post.ts";
import { pageInputs, type Typed } from "./render-form.ts";

export type PageResult =
  | { readonly code: "sent" }
  /** Something that fills in every input, seen or not, was here. */
  | { readonly code: "trapped" }
  | {
      readonly code: "wrong";
      readonly key: string;
      readonly typed: Typed;
      readonly problems: readonly AnswerProblem[];
    };

/** Carries problems out of the place where the form is known to be the present one. */
class WrongAnswers extends Error {
  readonly problems: readonly AnswerProblem[];
  constructor(problems: readonly AnswerProblem[]) {
    super("Some answers cannot be accepted.");
    this.problems = problems;
  }
}

/** Stores what a page sent, or says what is wrong with it. */
export async function submitPage(
  deps: { readonly prisma: PrismaClient; readonly submissions: Submissions },
  req: IncomingMessage,
  form: LiveForm,
): Promise<PageResult> {
  const takesFiles = form.fields.some((field) => field.kind === "file");
  const post = await readFormPost(req, takesFiles);
  if ((post.texts[pageInputs.trap] ?? []).some((text) => text !== "")) return { code: "trapped" };
  const key = (post.texts[pageInputs.key]?.[0] ?? "").slice(0, 100);
  const responseId = newId();
  const files = takesFiles ? await storeFiles(deps.prisma, form, { post, responseId }) : new Map();
  try {
    const result = await store(deps, form, { post, key, responseId, files });
    if (result.code === "no_form") throw notFound();
    if (result.id !== responseId) await dropFiles(deps.prisma, responseId, files);
    return { code: "sent" };
  } catch (error) {
    await dropFiles(deps.prisma, responseId, files);
    if (!(error instanceof WrongAnswers)) throw error;
    return { code: "wrong", key, typed: typedOf(post), problems: error.problems };
  }
}

interface Sent {
  readonly post: FormPost;
  readonly key: string;
  readonly responseId: string;
  readonly files: ReadonlyMap<string, StoredFile>;
}

async function store(
  { submissions }: { readonly submissions: Submissions },
  form: LiveForm,
  sent: Sent,
): Promise<Exclude<SubmitResult, { code: "key_reused" }>> {
  const submission = {
    formId: form.id,
    responseId: sent.responseId,
    prepare: (current: LiveForm) => readAnswers(current, sent),
  };
  const key = /^[\x21-\x7e]{16,100}$/.test(sent.key)
    ? { key: { key: `page ${sent.key}`, bodyHash: sent.post.digest } }
    : {};
  const result = await submissions.submit({ ...submission, ...key });
  if (result.code !== "key_reused") return result;
  // The same page with other answers, such as after going back: another response, with no key.
  const again = await submissions.submit(submission);
  if (again.code === "key_reused") throw new Error("A submission without a key cannot reuse one.");
  return again;
}

function readAnswers(form: LiveForm, { post, files }: Sent) {
  if (!form.open) throw notFound();
  const data: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(post.texts)) {
    if (name === pageInputs.key || name === pageInputs.trap) continue;
    data[name] = values.length === 1 ? values[0] : values;
  }
  for (const field of form.fields) {
    // A file input that was sent as text: an empty one by a browser, anything else by nobody good.
    if (field.kind === "file" && data[field.id] === "") delete data[field.id];
  }
  const checked = validateAnswers(form.fields, data, { mode: "submit", asText: true, files });
  if (!checked.ok) throw new WrongAnswers(checked.error);
  return checked.value;
}

/** Writes the files before the response that names them; what never gets a response is purged. */
async function storeFiles(
  prisma: PrismaClient,
  form: LiveForm,
  { post, responseId }: Pick<Sent, "post" | "responseId">,
): Promise<Map<string, StoredFile>> {
  const files = new Map<string, StoredFile>();
  for (const upload of post.uploads) {
    const field = form.fields.find(({ id, kind }) => id === upload.fieldId && kind === "file");
    if (field === undefined || files.has(field.id)) continue;
    const file = {
      fileId: newId(),
      name: upload.name,
      contentType: upload.contentType,
      sizeBytes: upload.content.length,
    };
    const { fileId: id, ...facts } = file;
    const content = new Uint8Array(upload.content);
    await prisma.formFile.create({
      data: { id, ...facts, formId: form.id, responseId, fieldId: field.id, content },
    });
    files.set(field.id, file);
  }
  return files;
}

async function dropFiles(
  prisma: PrismaClient,
  responseId: string,
  files: ReadonlyMap<string, StoredFile>,
): Promise<void> {
  if (files.size > 0) await prisma.formFile.deleteMany({ where: { responseId } });
}

function typedOf(post: FormPost): Typed {
  return post.texts;
}
