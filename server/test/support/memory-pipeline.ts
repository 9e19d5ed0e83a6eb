import { formPageSchema } from "@formloom/shared/api";
import type { FormEvent, RunChange } from "@formloom/shared/events";
import { fieldsSchema } from "@formloom/shared/form";
import { newId } from "@formloom/shared/kernel";
import { asJson, type PrismaClient } from "../../src/db/client.ts";
import type { Form } from "../../src/db/generated/client.ts";
import {
  TrialLost,
  type LiveForm,
  type MessageRequest,
  type MessageResult,
  type Pipeline,
  type PluginQuestion,
} from "../../src/pipeline/ports.ts";

/** What the pipeline offers, without its engine: rows are written, nothing runs. */
export interface MemoryPipeline extends Pipeline {
  readonly announced: FormEvent[];
  readonly cancelled: unknown[];
  readonly forgotten: string[];
  readonly questions: PluginQuestion[];
  /** Ids of runs that were put into the queue, and changes of runs that were told. */
  readonly queued: string[];
  readonly changes: RunChange[];
  /** Ids of pipelines whose held runs were released. */
  readonly released: string[];
  /** Messages of the product's own, and what becomes of the next ones; by default they are sent. */
  readonly messages: MessageRequest[];
  readonly sends: MessageResult[];
  /** An error is what the question is rejected with. */
  answerWith(answer: unknown): void;
}

export function createMemoryPipeline(prisma: PrismaClient): MemoryPipeline {
  const announced: FormEvent[] = [];
  const cancelled: unknown[] = [];
  const forgotten: string[] = [];
  const questions: PluginQuestion[] = [];
  const queued: string[] = [];
  const changes: RunChange[] = [];
  const released: string[] = [];
  const messages: MessageRequest[] = [];
  const sends: MessageResult[] = [];
  let answer: unknown = { ok: true, message: "Fine." };
  const byId = async (id: string) =>
    live(await prisma.form.findFirst({ where: { id, deletedAt: null } }));
  return {
    announced,
    cancelled,
    forgotten,
    questions,
    queued,
    changes,
    released,
    messages,
    sends,
    answerWith: (given) => {
      answer = given;
    },
    forms: {
      byId,
      bySlug: async (slug) =>
        live(await prisma.form.findFirst({ where: { slug, deletedAt: null } })),
      forget: (id) => void forgotten.push(id),
    },
    submissions: {
      async submit({ formId, responseId = newId(), key, prepare }) {
        const form = await byId(formId);
        if (form === null) return { code: "no_form" };
        const answers = prepare(form);
        if (key !== undefined) {
          const where = { formId_key: { formId, key: key.key } };
          const known = await prisma.submissionKey.findUnique({ where });
          if (known !== null) {
            if (!key.bodyHash.equals(known.bodyHash)) return { code: "key_reused" };
            return { code: "replayed", id: known.responseId };
          }
          const bodyHash = new Uint8Array(key.bodyHash);
          await prisma.submissionKey.create({
            data: { formId, key: key.key, bodyHash, responseId },
          });
        }
        await prisma.formResponse.create({
          data: { id: responseId, formId, answers: asJson(answers) },
        });
        return { code: "stored", id: responseId };
      },
    },
    events: {
      async record(tx, event) {
        const at = new Date();
        const made = { ...event, id: newId(), originPipelineId: event.originPipelineId ?? null };
        await tx.formEvent.create({ data: { ...made, payload: asJson(event.payload), at } });
        return { ...made, at: at.toISOString() };
      },
      announce: (event) => void announced.push(event),
    },
    cancelRuns: (where) => {
      cancelled.push(where);
      return Promise.resolve(0);
    },
    queueRuns: (_tx, runIds) => {
      queued.push(...runIds);
      return Promise.resolve();
    },
    announceRun: (change) => void changes.push(change),
    releaseHeld: (pipelineId) => {
      released.push(pipelineId);
      return Promise.resolve();
    },
    askPlugin: (question) => {
      questions.push(question);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    probe: () => {},
    sendMessage: (request) => {
      messages.push(request);
      return Promise.resolve(sends.shift() ?? { state: "sent" });
    },
    tryOut: () => Promise.reject(new TrialLost("nothing runs here")),
  };
}

function live(form: Form | null): LiveForm | null {
  if (form === null) return null;
  const { id, slug, name, description, ownerId, timeZone, open, revision } = form;
  return {
    id,
    slug,
    name,
    description,
    ownerId,
    timeZone,
    open,
    revision,
    fields: fieldsSchema.parse(form.fields),
    page: formPageSchema.parse(form.page),
    pipelines: [],
  };
}
