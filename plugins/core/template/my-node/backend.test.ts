import { caughtCode, fakeContext, loopbackFetch, openSink } from "@formloom/plugin-sdk/testing";
import { describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";

// The conformance suite runs over this folder unasked; here is what only this node type does.
describe("my-node", () => {
  it("sends the text with the answers in it", async () => {
    await using sink = await openSink();
    const { ctx } = fakeContext(manifest, {
      config: { url: sink.origin, text: "Hello {{ answers.name }}" },
      answers: { name: "Ada" },
      fetch: loopbackFetch,
    });
    expect(await backend.run(ctx)).toEqual({ output: { status: 200 } });
    expect(sink.received[0]?.body).toBe('{"text":"Hello Ada"}');
  });

  it("gives up at once where nothing is at the address", async () => {
    const { ctx } = fakeContext(manifest, {
      config: { url: "https://example.org", text: "Hello" },
      fetch: () => ({ status: 404 }),
    });
    expect(await caughtCode(() => backend.run(ctx))).toBe("http_404");
  });
});
