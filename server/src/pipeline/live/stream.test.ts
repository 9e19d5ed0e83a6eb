import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RunChange, StepChange } from "@formloom/shared/events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBus } from "../bus/bus.ts";
import { streamChanges, type StreamFilter } from "./stream.ts";

const bus = createBus();
const hidden = new Set<string>();
let filter: StreamFilter = {};
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    streamChanges(bus, {
      request,
      response,
      filter,
      maySee: ({ formId }) => !hidden.has(formId),
      stillAllowed: () => Promise.resolve(true),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  url = `http://127.0.0.1:${port}/`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const step = (runId: string, formId = "f"): StepChange => ({
  runId,
  formId,
  pipelineId: "p",
  nodeId: "n",
  status: "completed",
  attempt: 1,
});
const run = (runId: string): RunChange => ({
  runId,
  formId: "f",
  pipelineId: "p",
  status: "completed",
});

/** Opens the stream, does something once it is open, and reads until the text holds `until`. */
async function listen(act: () => Promise<unknown>, until: string): Promise<string> {
  const stop = new AbortController();
  const answer = await fetch(url, { signal: stop.signal });
  let text = "";
  let acted = false;
  const decoder = new TextDecoder();
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part);
    if (!acted && text.includes("resync")) {
      acted = true;
      await act();
    }
    if (text.includes(until)) break;
  }
  stop.abort();
  return text;
}

describe("the live stream", () => {
  test("begins with resync and then tells of steps and runs, numbered", async () => {
    filter = {};
    const text = await listen(async () => {
      await bus.emit("plugin.job.completed", step("r1"));
      await bus.emit("plugin.run.changed", run("r1"));
    }, "event: run");
    expect(text).toContain("id: 1\nevent: resync");
    expect(text).toContain('id: 2\nevent: step\ndata: {"runId":"r1"');
    expect(text).toContain("id: 3\nevent: run");
  });

  test("tells only of what was asked for", async () => {
    filter = { runId: "r2" };
    const text = await listen(async () => {
      await bus.emit("plugin.job.completed", step("r1"));
      await bus.emit("plugin.job.completed", step("r2"));
    }, "r2");
    expect(text).not.toContain('"r1"');
  });

  test("tells nothing of forms that the viewer may not see", async () => {
    filter = {};
    hidden.add("secret");
    const text = await listen(async () => {
      await bus.emit("plugin.job.completed", step("r3", "secret"));
      await bus.emit("plugin.job.completed", step("r4"));
    }, "r4");
    expect(text).not.toContain("r3");
  });

  test("leaves no listener behind", async () => {
    await expect.poll(() => bus.listenerCount("plugin.job.completed")).toBe(0);
  });
});
