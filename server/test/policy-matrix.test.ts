import { newId } from "@formloom/shared/kernel";
import type { Policy, RouteContract } from "@formloom/shared/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBus } from "../src/pipeline/bus/bus.ts";
import { engineRoutes } from "../src/engine-routes.ts";
import { fingerprintOf } from "../src/failures/fingerprint.ts";
import type { ApiClient } from "./support/http-client.ts";
import { idleUpkeep, startTestApp, type TestApp } from "./support/app.ts";

type Person = "anonymous" | "admin" | "owner" | "viewer";
type Whose = "own" | "foreign" | "missing";

const people: readonly Person[] = ["anonymous", "admin", "owner", "viewer"];
let app: TestApp;
const clients = new Map<Person, ApiClient>();
/** Ids by parameter, of things that belong to the person, or to somebody else. */
const own = new Map<Person, Record<string, string>>();
let foreign: Record<string, string> = {};

beforeAll(async () => {
  app = await startTestApp({
    // As server.ts adds them: every route of the product stands in the matrix.
    routes: (tools) =>
      engineRoutes({ ...tools, bus: createBus(), tasks: { wake: () => {} }, upkeep: idleUpkeep }),
  });
  const admin = await app.setUp();
  clients.set("anonymous", app.anonymous);
  clients.set("admin", admin);
  const stranger = await app.signUp(admin, "owner");
  foreign = await makeThings(stranger);
  own.set("admin", await makeThings(admin));
  for (const role of ["owner", "viewer"] as const) {
    // Made while they still may, so that a viewer too has something of their own.
    const person = await app.signUp(admin, "owner");
    own.set(role, await makeThings(person));
    if (role === "viewer") {
      await app.prisma.user.update({ where: { id: person.person.id }, data: { role } });
    }
    clients.set(role, person);
  }
});
afterAll(() => app.stop());

async function makeThings(client: ApiClient): Promise<Record<string, string>> {
  const form = await client.post("/api/forms", {
    name: `Form ${newId()}`,
    fields: [{ id: "name", kind: "text", label: "Name" }],
  });
  const formId: string = form.body.id;
  const response = await client.post(`/api/forms/${formId}/responses`, { data: { name: "Ada" } });
  const pipeline = await client.post(`/api/forms/${formId}/pipelines`, { name: "P" });
  const connection = await client.post("/api/connections", {
    kind: "slack",
    name: "Slack",
    config: { botToken: "xoxb-matrix-canary-1" },
  });
  const token = await client.post("/api/tokens", { name: "t" });
  const runId = newId();
  await app.prisma.pluginRun.create({
    data: {
      id: runId,
      rootRunId: runId,
      pluginConfigId: pipeline.body.id,
      versionId: newId(),
      formId,
      eventId: newId(),
      eventType: "form.submitted",
    },
  });
  const taskId = newId();
  await app.prisma.task.create({
    data: {
      id: taskId,
      kind: "dry-run",
      status: "paused",
      total: 1,
      input: {},
      formId,
      pipelineId: pipeline.body.id,
      createdById: client.person.id,
    },
  });
  const fingerprint = fingerprintOf({
    pipelineId: pipeline.body.id,
    nodeId: "a",
    nodeType: "webhook",
    code: "timeout",
    unknown: false,
    service: null,
  });
  await app.prisma.failureGroup.create({
    data: {
      fingerprint,
      formId,
      pipelineId: pipeline.body.id,
      nodeId: "a",
      nodeType: "webhook",
      stepName: "A",
      code: "timeout",
      who: "service",
      message: "It took too long.",
      firstSeenAt: new Date(),
      lastSeenAt: new Date(),
    },
  });
  return {
    taskId,
    fingerprint,
    formId,
    responseId: response.body.id,
    pipelineId: pipeline.body.id,
    connectionId: connection.body.id,
    tokenId: token.body.id,
    runId,
    userId: client.person.id,
    fileId: newId(),
    number: "1",
  };
}

/** What the policy alone demands of a request with an empty body. */
function expected(contract: RouteContract, person: Person, whose: Whose): number | "passes" {
  const { policy } = contract;
  if (policy.access === "public") return "passes";
  if (person === "anonymous") return 401;
  if (policy.access === "resource") return expectedOfResource(policy, person, whose);
  return policy.roles === undefined || policy.roles.includes(person) ? "passes" : 403;
}

function expectedOfResource(
  policy: Extract<Policy, { access: "resource" }>,
  person: Exclude<Person, "anonymous">,
  whose: Whose,
): number | "passes" {
  if (whose === "missing") return 404;
  const isPersonal = policy.resource === "connection" || policy.resource === "token";
  if (whose === "foreign" && (isPersonal || person !== "admin")) return 404;
  const mayWrite = person !== "viewer" || policy.resource === "token";
  return policy.right === "read" || mayWrite ? "passes" : 403;
}

async function countRows(): Promise<number[]> {
  const { prisma } = app;
  return Promise.all([
    prisma.form.count({ where: { deletedAt: null } }),
    prisma.formResponse.count(),
    prisma.pluginConfig.count({ where: { deletedAt: null } }),
    prisma.connection.count(),
    prisma.apiToken.count(),
    prisma.user.count(),
    prisma.task.count({ where: { status: "paused" } }),
  ]);
}

function fill(path: string, ids: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? newId());
}

describe("the policy of every route", () => {
  it("is declared, and each route is served once", () => {
    const seen = new Set(
      app.app.routes.map(({ contract }) => `${contract.method} ${contract.path}`),
    );
    expect(seen.size).toBe(app.app.routes.length);
    expect(seen.size).toBeGreaterThan(35);
    const open = app.app.routes.flatMap(({ contract: { method, path, policy } }) =>
      policy.access === "public" ? [`${method} ${path}`] : [],
    );
    expect(open.toSorted()).toEqual([
      "GET /api/status",
      "POST /api/auth/sign-in/email",
      "POST /api/auth/sign-out",
      "POST /api/forms/{formId}/responses",
      "POST /api/setup",
    ]);
  });

  it("decides for every role, and for foreign and missing ids, before anything else does", async () => {
    const before = await countRows();
    const wrong: string[] = [];
    for (const { contract } of app.app.routes) {
      for (const person of people) {
        wrong.push(...(await tryRoute(contract, person, { whose: "foreign", ids: foreign })));
        wrong.push(...(await tryRoute(contract, person, { whose: "missing", ids: {} })));
      }
    }
    expect(wrong).toEqual([]);
    expect(await countRows()).toEqual(before);
  }, 60_000);

  it("lets people reach what is their own, as far as their role goes", async () => {
    const wrong: string[] = [];
    for (const { contract } of app.app.routes) {
      for (const person of people) {
        const ids = own.get(person) ?? foreign;
        wrong.push(...(await tryRoute(contract, person, { whose: "own", ids })));
      }
    }
    expect(wrong).toEqual([]);
  });

  it("keeps tokens from what tokens may not do, and read-only tokens from every change", async () => {
    const client = clients.get("owner");
    const made = await client?.post("/api/tokens", { name: "reader", scopes: ["read"] });
    const headers = { authorization: `Bearer ${made?.body.token}` };
    const wrong: string[] = [];
    for (const { contract } of app.app.routes) {
      const { policy } = contract;
      if (policy.access === "public") continue;
      const refused = policy.tokens === false || contract.method !== "GET";
      const path = fill(contract.path, own.get("owner") ?? {});
      const { status } = await app.anonymous.send(contract.method, path, { headers });
      const isFine = refused ? status === 403 : status !== 401;
      if (!isFine) wrong.push(`${contract.method} ${path}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  async function tryRoute(
    contract: RouteContract,
    person: Person,
    target: { readonly whose: Whose; readonly ids: Readonly<Record<string, string>> },
  ): Promise<string[]> {
    const verdict = expected(contract, person, target.whose);
    // What the policy lets through is tried where it does no harm only.
    if (verdict === "passes" && contract.method !== "GET") return [];
    const client = clients.get(person);
    if (client === undefined) throw new Error(`nobody is ${person}`);
    // Neither body nor If-Match is there: nothing but the policy may have looked at anything.
    const { status } = await client.send(contract.method, fill(contract.path, target.ids));
    const isFine =
      verdict === "passes" ? ![401, 403].includes(status) && status < 500 : status === verdict;
    const shown = `${person} ${contract.method} ${contract.path} ${target.whose}`;
    return isFine ? [] : [`${shown}: ${status}, not ${verdict}`];
  }
});
