import { z } from "zod";
import { setupToken } from "./spawn-server.ts";

/** The API of a spawned server, by an admin's token. */
export interface SpawnedApi {
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  /** As `request`, but throws unless it succeeds; parses the answer. */
  call<T extends z.ZodType>(
    schema: T,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<z.infer<T>>;
}

const tokenSchema = z.object({ token: z.string() });

/** Makes the first admin, and a token for it. */
export async function setUpAdmin(url: string): Promise<{ client: SpawnedApi; token: string }> {
  const headers = { origin: url, "content-type": "application/json" };
  const setup = await fetch(`${url}/api/setup`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      token: setupToken,
      name: "Ada",
      email: "ada@example.test",
      password: "correct horse battery",
    }),
  });
  if (setup.status !== 201) throw new Error(`set-up failed: ${setup.status} ${await setup.text()}`);
  const cookie = setup.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ");
  const answer = await fetch(`${url}/api/tokens`, {
    method: "POST",
    headers: { ...headers, cookie },
    body: JSON.stringify({ name: "test" }),
  });
  const { token } = tokenSchema.parse(await answer.json());
  return { client: createClient(url, token), token };
}

export function createClient(url: string, token: string): SpawnedApi {
  const request: SpawnedApi["request"] = async (method, path, body, headers = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
  };
  return {
    request,
    call: async (schema, method, path, body) => {
      const answer = await request(method, path, body, { "if-match": "*" });
      if (answer.status >= 300) {
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      return schema.parse(answer.body);
    },
  };
}

const idSchema = z.object({ id: z.string() });

/** A published pipeline that is on, for a new form. */
export async function publishPipeline(
  client: SpawnedApi,
  form: { readonly name: string; readonly fields: readonly unknown[] },
  graph: unknown,
): Promise<{ formId: string; pipelineId: string }> {
  const { id: formId } = await client.call(idSchema, "POST", "/api/forms", form);
  const { id: pipelineId } = await client.call(idSchema, "POST", `/api/forms/${formId}/pipelines`, {
    name: "Pipeline",
    enabled: true,
    graph,
  });
  await client.call(z.unknown(), "POST", `/api/pipelines/${pipelineId}/publish`, {});
  return { formId, pipelineId };
}
