import { z } from "zod";
import { exactly, type FaultExperiment, type Row } from "../fault-experiment.ts";
import { publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const refusalSchema = z.object({ code: z.string(), title: z.string() });

/** What is done to a failed run's surroundings before its replay, and which answers are clear. */
interface Case {
  readonly change: (world: World, at: Place) => Promise<unknown>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly statuses: readonly number[];
}

interface Place {
  readonly formId: string;
  readonly pipelineId: string;
  readonly responseId: string;
}

const remove = (world: World, path: string) =>
  world.api().request("DELETE", path, undefined, { "if-match": "*" });

const cases: Readonly<Record<string, Case>> = {
  "live version without the step": {
    change: async (world, { pipelineId }) => {
      const trigger = { id: "trigger", type: "trigger", config: { events: ["form.submitted"] } };
      const other = webhookNode(world, "other");
      const edges = [{ id: "e", source: "trigger", target: "other" }];
      const graph = { nodes: [trigger, other], edges };
      const api = world.api();
      const match = { "if-match": "*" };
      await api.request("PATCH", `/api/pipelines/${pipelineId}`, { graph }, match);
      await api.request("POST", `/api/pipelines/${pipelineId}/publish`, {});
    },
    body: { fromNodeId: "hook", version: "live" },
    statuses: [409, 410, 422],
  },
  "the response deleted": {
    change: (world, { formId, responseId }) =>
      remove(world, `/api/forms/${formId}/responses/${responseId}`),
    body: {},
    statuses: [409, 410, 422],
  },
  "the automation deleted": {
    change: (world, { pipelineId }) => remove(world, `/api/pipelines/${pipelineId}`),
    body: {},
    statuses: [404, 410],
  },
  "the form deleted": {
    change: (world, { formId }) => remove(world, `/api/forms/${formId}`),
    body: {},
    statuses: [404, 410],
  },
};

export const f33: FaultExperiment = {
  id: "F33",
  title: "Replays after the graph, the response or the form was changed or deleted",
  goal: "a clear 404, 409, 410 or 422, the original untouched, nothing half done",
  run: ({ seed }) =>
    withWorld({ seed }, async (world) => {
      world.sinks.behave = (_delivery, _req, res) => void res.writeHead(400).end("{}");
      const rows: Row[] = [];
      for (const [n, [name, wanted]] of Object.entries(cases).entries()) {
        rows.push(...(await tryCase(world, { name, n, ...wanted })));
      }
      const verdict = await judge(world);
      // The form that was deleted took its response with it.
      const I1 = verdict.faults.I1.filter((fault) => !fault.includes("-gone-"));
      rows.push(oracleRow({ ...verdict, faults: { ...verdict.faults, I1 } }));
      return rows;
    }),
};

async function tryCase(
  world: World,
  { name, n, change, body, statuses }: Case & { readonly name: string; readonly n: number },
): Promise<Row[]> {
  const made = await publishChain(world.api(), [webhookNode(world, "hook")], name);
  const tag = `-gone-${n}`;
  await world.load({ formId: made.formId, count: 1, clients: 1, pauseMs: 0, tag }).finished;
  await waitForRest(world);
  const [run] = await world.sql(
    `SELECT id, "responseId" FROM "PluginRun" WHERE "formId" = $1 AND status = 'failed'`,
    [made.formId],
  );
  const runId = String(run?.["id"]);
  await change(world, { ...made, responseId: String(run?.["responseId"]) });
  const before = await original(world, runId);
  const answer = await world.api().request("POST", `/api/runs/${runId}/replay`, body);
  const refusal = refusalSchema.safeParse(answer.body).data;
  const said = refusal === undefined ? "nothing" : `${answer.status} ${refusal.code}`;
  const made2 = await world.sql(
    `SELECT count(*)::int AS n FROM "PluginRun" WHERE "replayOf" = $1`,
    [runId],
  );
  const clear = statuses.includes(answer.status) && refusal !== undefined;
  return [
    { what: name, measured: said, goal: `${statuses.join(" or ")} with a code`, met: clear },
    exactly(`${name}: replays made`, Number(made2[0]?.["n"]), 0),
    exactly(`${name}: the original untouched`, await original(world, runId), before),
  ];
}

/** The run, its steps and its log, as one text. */
async function original({ sql }: World, runId: string): Promise<string> {
  const rows = await sql(
    `SELECT md5(concat((SELECT r::text FROM "PluginRun" r WHERE id = $1::uuid),
      (SELECT string_agg(j::text, '|' ORDER BY ordinal) FROM "PluginJob" j WHERE "runId" = $1::uuid),
      (SELECT string_agg(l::text, '|' ORDER BY ordinal, attempt) FROM "PluginExecutionLog" l WHERE "runId" = $1::uuid))) AS sum`,
    [runId],
  );
  return String(rows[0]?.["sum"]);
}
