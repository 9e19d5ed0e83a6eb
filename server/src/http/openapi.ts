import type { RequestHandler } from "express";
import { problemBodySchema, type Policy, type RouteContract } from "@formloom/shared/api";
import { escapeHtml } from "@formloom/shared/values";
import { z } from "zod";
import type { BoundRoute } from "./call.ts";

type Json = Record<string, unknown>;

/** `/api/openapi.json`, made of the contracts, and a page to read at `/api/docs`. */
export function docsHandler(routes: readonly BoundRoute[]): RequestHandler {
  const contracts = routes.map((bound) => bound.contract);
  let json: string | undefined;
  let page: string | undefined;
  return (req, res) => {
    if (req.path.endsWith(".json")) {
      json ??= JSON.stringify(describeApi(contracts));
      res.type("application/json").send(json);
      return;
    }
    page ??= docsPage(contracts);
    res.type("html").send(page);
  };
}

/** The OpenAPI 3.1 document of these contracts. */
export function describeApi(contracts: readonly RouteContract[]): Json {
  const paths: Record<string, Json> = {};
  for (const contract of contracts) {
    paths[contract.path] = {
      ...paths[contract.path],
      [contract.method.toLowerCase()]: describeRoute(contract),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Formloom",
      version: "1",
      description:
        "Errors are application/problem+json with a stable code. Lists take limit and cursor. Changes to what two people may edit take If-Match with the row's version.",
    },
    paths,
    components: {
      schemas: { Problem: toSchema(problemBodySchema, "output") },
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "formloom.session_token" },
        token: { type: "http", scheme: "bearer" },
      },
    },
  };
}

/** Routes that do the same request with the same key once. */
const takesKey = new Set([
  "/api/forms/{formId}/responses",
  "/api/pipelines/{pipelineId}/test",
  "/api/runs/{runId}/replay",
]);

function describeRoute(contract: RouteContract): Json {
  const status = String(contract.status ?? (contract.response === undefined ? 204 : 200));
  const parameters = [
    ...describeParameters(contract.params, "path"),
    ...describeParameters(contract.query, "query"),
    ...(contract.ifMatch === true ? [header("If-Match", true)] : []),
    ...(contract.method === "POST" && takesKey.has(contract.path)
      ? [header("Idempotency-Key", false)]
      : []),
  ];
  const content = contract.response && jsonContent(toSchema(contract.response, "output"));
  const problem = {
    "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
  };
  return {
    summary: contract.summary,
    description: describePolicy(contract.policy),
    ...(contract.policy.access === "public"
      ? { security: [] }
      : { security: describeSecurity(contract.policy) }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(contract.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: jsonContent(toSchema(contract.body, "input")) },
        }),
    responses: {
      [status]: { description: "Success", ...(content === undefined ? {} : { content }) },
      ...describeKinds(contract, content),
      default: { description: "A problem", content: problem },
    },
  };
}

/** Statuses that depend on the answer's kind. */
function describeKinds({ statusOfKind }: RouteContract, content: Json | undefined): Json {
  return Object.fromEntries(
    Object.entries(statusOfKind ?? {}).map(([kind, status]) => [
      String(status),
      {
        description: `Success, with the kind ${kind}`,
        ...(content === undefined ? {} : { content }),
      },
    ]),
  );
}

function describeSecurity(policy: Exclude<Policy, { access: "public" }>): Json[] {
  return policy.tokens === false ? [{ session: [] }] : [{ session: [] }, { token: [] }];
}

function describePolicy(policy: Policy): string {
  if (policy.access === "public") return "Anybody may call it.";
  if (policy.access === "resource")
    return `Needs the right to ${policy.right} this ${policy.resource}.`;
  return policy.roles === undefined
    ? "For everybody signed in."
    : `For ${policy.roles.join(" and ")}.`;
}

function describeParameters(schema: z.ZodObject | undefined, place: "path" | "query"): Json[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, value]) => ({
    name,
    in: place,
    required: place === "path",
    schema: toSchema(value, "input"),
  }));
}

function header(name: string, required: boolean): Json {
  return { name, in: "header", required, schema: { type: "string" } };
}

function jsonContent(schema: Json): Json {
  return { "application/json": { schema } };
}

function toSchema(schema: z.core.$ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
  });
  return described;
}

function docsPage(contracts: readonly RouteContract[]): string {
  const sections = contracts
    .toSorted((a, b) => a.path.localeCompare(b.path))
    .map((contract) => {
      const { method, path, summary } = contract;
      const input = contract.body && toSchema(contract.body, "input");
      const output = contract.response && toSchema(contract.response, "output");
      return `<section><h2><code>${method} ${escapeHtml(path)}</code></h2><p>${escapeHtml(summary)}. ${escapeHtml(describePolicy(contract.policy))}</p>${schemaBlock("Takes", input)}${schemaBlock("Gives", output)}</section>`;
    });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Formloom API</title><link rel="stylesheet" href="/f/assets/page.css"></head><body class="docs"><main><h1>Formloom API</h1><p>The same as a document for programs: <a href="/api/openapi.json">openapi.json</a>.</p>${sections.join("")}</main></body></html>`;
}

function schemaBlock(title: string, schema: Json | undefined): string {
  if (schema === undefined) return "";
  return `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`;
}
