import {
  connectionError,
  defineBackend,
  isPassingStatus,
  PermanentError,
  statusRetry,
} from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";

export const backend = defineBackend(manifest, {
  // The act. `ctx` is the whole world: settings with the answers filled in, and the ways out.
  async run(ctx) {
    const { host } = new URL(ctx.config.url);
    // Everything that leaves goes through an effect, so that it happens once, replays included.
    const status = await ctx.effect("send", async (key) => {
      const reply = await ctx
        .fetch(ctx.config.url, {
          method: "POST",
          headers: { "content-type": "application/json", "idempotency-key": key },
          body: JSON.stringify({ text: ctx.config.text }),
        })
        .catch((error: unknown) => {
          throw connectionError(error, host);
        });
      // Tried again by the step's policy, or given up at once: the kind of error decides.
      if (isPassingStatus(reply.status)) throw statusRetry(reply, host, ctx.clock.now());
      if (reply.status >= 300) {
        throw new PermanentError(`${host} answered ${reply.status}.`, {
          code: `http_${reply.status}`,
          hint: "Check the address.",
        });
      }
      return { result: reply.status };
    });
    return { output: { status } };
  },

  // What would be sent, for dry runs. Sends nothing.
  dryRun: (ctx) => ({
    summary: `Text to ${ctx.config.url}`,
    content: {
      kind: "request",
      method: "POST",
      url: ctx.config.url,
      headers: {},
      body: JSON.stringify({ text: ctx.config.text }),
    },
    port: "out",
    output: { status: 200 },
  }),
});
