import { getForm, getMe, listRuns, updatePipeline } from "@formloom/shared/api";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callRoute, onSignedOut, routeUrl } from "./api-client.ts";
import { ApiError } from "./api-error.ts";
import { explainError } from "./explain-error.ts";

const formId = "01990000-0000-7000-8000-000000000001";

function answerWith(status: number, body: unknown) {
  const fetched = vi.fn<typeof fetch>(async () => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

async function failureOf(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("Expected the call to fail");
}

const problem = (status: number, code: string, errors?: unknown) => ({
  type: "about:blank",
  status,
  code,
  title: "No",
  requestId: "r1",
  errors,
});

afterEach(() => {
  vi.unstubAllGlobals();
  onSignedOut(() => {});
});

describe("routeUrl", () => {
  it("fills in parameters and leaves empty query values out", () => {
    expect(routeUrl("/api/forms/{formId}", { params: { formId: "a/b" } })).toBe("/api/forms/a%2Fb");
    expect(routeUrl("/api/runs", { query: { formId, status: undefined, limit: 5 } })).toBe(
      `/api/runs?formId=${formId}&limit=5`,
    );
  });
});

describe("callRoute", () => {
  it("hands back the answer, parsed by the contract", async () => {
    const page = { items: [], nextCursor: null, lookedBackTo: null };
    answerWith(200, page);
    await expect(callRoute(listRuns, {})).resolves.toEqual(page);
  });

  it("sends the version as If-Match", async () => {
    const fetched = answerWith(409, problem(409, "stale"));
    const call = callRoute(updatePipeline, {
      params: { pipelineId: formId },
      body: {},
      ifMatch: 3,
    });
    expect((await failureOf(call)).code).toBe("stale");
    expect(fetched.mock.calls[0]?.[1]?.headers).toMatchObject({ "if-match": '"3"' });
  });

  it("throws the problem, with messages by path", async () => {
    answerWith(
      422,
      problem(422, "invalid_input", [{ path: "name", code: "x", message: "Too long" }]),
    );
    const error = await failureOf(callRoute(getForm, { params: { formId } }));
    expect(error.fieldErrors).toEqual({ name: "Too long" });
    expect(explainError(error, "Not saved.")).toMatchObject({
      what: "Not saved.",
      why: "Too long.",
    });
  });

  it("says so when nobody is signed in any more, but not for a wrong password", async () => {
    const left = vi.fn<() => void>();
    onSignedOut(left);
    answerWith(401, problem(401, "invalid_login"));
    await failureOf(callRoute(getMe, {}));
    expect(left).not.toHaveBeenCalled();
    answerWith(401, problem(401, "unauthenticated"));
    await failureOf(callRoute(getMe, {}));
    expect(left).toHaveBeenCalledOnce();
  });

  it("tells an answer that it does not understand from an unreachable server", async () => {
    answerWith(200, { nonsense: true });
    expect((await failureOf(callRoute(getMe, {}))).code).toBe("unexpected_answer");
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect((await failureOf(callRoute(getMe, {}))).code).toBe("unreachable");
  });
});
