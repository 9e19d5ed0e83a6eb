import type { Answers, FormEvent } from "@formloom/shared/events";
import { newId } from "@formloom/shared/kernel";
import type { Pool, QueryResultRow } from "pg";
import { failPoint } from "../../fail-point.ts";
import type { LiveForm, LiveForms, LivePipeline, Submissions, SubmitResult } from "../ports.ts";

/** How often a submission is prepared again for a form that keeps changing under it. */
const maxPreparations = 5;

/** A run made for a submission; its inside is the compile stage's business. */
interface Born {
  readonly runId: string;
  readonly status: string;
}

interface Prepared {
  readonly form: LiveForm;
  readonly responseId: string;
  readonly answersText: string;
  readonly event: FormEvent;
  readonly key: { readonly key: string; readonly bodyHash: Buffer } | null;
}

type Verdict<Run extends Born> =
  | { readonly code: "stored"; readonly at: Date; readonly runs: readonly Run[] }
  | { readonly code: "stale" }
  | { readonly code: "key_seen" };

export interface SubmissionDeps<Run extends Born> {
  readonly forms: LiveForms;
  readonly pool: Pick<Pool, "query">;
  /** With turns, or without them. */
  readonly statement: (inTurn: boolean) => { readonly name: string; readonly text: string };
  /** Writes them in one commit with what `queued` runs need to be found. */
  readonly write: <Row extends QueryResultRow>(
    query: { readonly name: string; readonly text: string; readonly values: unknown[] },
    queued: readonly string[],
  ) => Promise<Row[]>;
  readonly groupCommit: (
    commit: (items: readonly Prepared[]) => Promise<readonly Verdict<Run>[]>,
  ) => { add(item: Prepared): Promise<Verdict<Run>> };
  readonly bornRuns: (
    form: LiveForm,
    pipelines: readonly LivePipeline[],
    event: FormEvent,
    options: { readonly claims: (pipelineId: string) => boolean },
  ) => readonly Run[];
  readonly runColumns: (
    causes: readonly (readonly Run[])[],
    owner: number,
  ) => { readonly runs: unknown[]; readonly turns: unknown[] | null };
  readonly owner: () => number;
  readonly hasRoom: (pipelineId: string) => boolean;
  /** Called after the commit, before the answer: the event on its way to the bus, with its runs. */
  readonly onTaken: (event: FormEvent, runs: readonly Run[]) => void;
}

/** Takes submissions: response, event and runs of many of them in one commit. */
export function createSubmissions<Run extends Born>(deps: SubmissionDeps<Run>): Submissions {
  const commits = deps.groupCommit((items) => takeBatch(items, deps));

  async function submitOnce(
    form: LiveForm,
    submission: Parameters<Submissions["submit"]>[0],
  ): Promise<SubmitResult | "stale"> {
    const responseId = submission.responseId ?? newId();
    const prepared = prepare(form, submission.prepare(form), { ...submission, responseId });
    const verdict = await commits.add(prepared);
    if (verdict.code === "stale") return "stale";
    if (verdict.code === "key_seen") return lookUpKey(prepared, deps);
    const at = verdict.at.toISOString();
    deps.onTaken(
      { ...prepared.event, at, payload: { ...prepared.event.payload, submittedAt: at } },
      verdict.runs,
    );
    return { code: "stored", id: responseId };
  }

  return {
    submit: async (submission) => {
      for (let round = 0; round < maxPreparations; round += 1) {
        const form = await deps.forms.byId(submission.formId);
        if (form === null) return { code: "no_form" };
        const result = await submitOnce(form, submission);
        if (result !== "stale") return result;
        deps.forms.forget(submission.formId);
      }
      throw new Error("the form changed faster than a submission could be prepared for it");
    },
  };
}

function prepare(
  form: LiveForm,
  answers: Answers,
  submission: { responseId: string; key?: { key: string; bodyHash: Buffer } },
): Prepared {
  const event: FormEvent = {
    id: newId(),
    formId: form.id,
    responseId: submission.responseId,
    type: "form.submitted",
    payload: { answers },
    originPipelineId: null,
    at: new Date().toISOString(),
  };
  return {
    form,
    responseId: submission.responseId,
    answersText: JSON.stringify(answers),
    event,
    key: submission.key ?? null,
  };
}

async function takeBatch<Run extends Born>(
  items: readonly Prepared[],
  deps: SubmissionDeps<Run>,
): Promise<readonly Verdict<Run>[]> {
  // Made as late as this, so that those of the batch before are counted as held already.
  const born = items.map(({ form, event }) =>
    deps.bornRuns(form, form.pipelines, event, { claims: deps.hasRoom }),
  );
  const { runs, turns } = deps.runColumns(born, deps.owner());
  failPoint("before-insert");
  const values = [
    items.map((item) => item.form.id),
    items.map((item) => item.form.revision),
    items.map((item) => item.responseId),
    items.map((item) => item.answersText),
    items.map((item) => item.event.id),
    items.map((item) => item.key?.key ?? null),
    items.map((item) => item.key?.bodyHash ?? null),
    ...runs,
    ...(turns === null ? [] : [turns]),
  ];
  const queued = born.flat().filter((run) => run.status === "queued");
  const committing = deps.write<{ fresh: boolean; taken: boolean; at: Date }>(
    { ...deps.statement(turns !== null), values },
    queued.map((run) => run.runId),
  );
  failPoint("during-commit");
  const rows = await committing;
  failPoint("after-commit");
  return rows.map((row, index): Verdict<Run> => {
    if (row.taken) return { code: "stored", at: row.at, runs: born[index] ?? [] };
    return { code: row.fresh ? "key_seen" : "stale" };
  });
}

async function lookUpKey<Run extends Born>(
  { form, key }: Prepared,
  deps: SubmissionDeps<Run>,
): Promise<SubmitResult> {
  const result = await deps.pool.query<{ responseId: string; bodyHash: Buffer }>({
    name: "look-up-key",
    text: `SELECT "responseId", "bodyHash" FROM "SubmissionKey" WHERE "formId" = $1 AND key = $2`,
    values: [form.id, key?.key],
  });
  const [row] = result.rows;
  if (row === undefined || key === null) throw new Error("a key was seen and is gone");
  return row.bodyHash.equals(key.bodyHash)
    ? { code: "replayed", id: row.responseId }
    : { code: "key_reused" };
}
