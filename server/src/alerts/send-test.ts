import {
  alertChannelSchema,
  alertMessageStateSchema,
  type RouteResponse,
  type testAlerts,
} from "@formloom/shared/api";
import { setTimeout as sleep } from "node:timers/promises";
import { testContent } from "./alert-content.ts";
import { readSettings } from "./alert-rules.ts";
import { channelsOf, writeMessages } from "./compose-messages.ts";
import { sendMessages, type SendDeps } from "./send-messages.ts";

/** Whoever asked waits for so long, in ms; what is not sent by then is tried further. */
const patienceMs = 20_000;
const lookEveryMs = 200;

type TestResults = RouteResponse<typeof testAlerts>["items"];

/** Sends a person a test on every channel that they switched on, now, and says what became of each. */
export async function sendTest(
  deps: SendDeps & { readonly baseUrl: string },
  userId: string,
): Promise<TestResults> {
  const channels = channelsOf(await readSettings(deps.prisma, userId));
  const content = testContent(deps.baseUrl);
  const message = { userId, channels, content, now: new Date() };
  const ids = [...(await writeMessages(deps.prisma, message))];
  const endsAtMs = performance.now() + patienceMs;
  for (;;) {
    await sendMessages(deps, ids.length);
    const rows = await deps.prisma.alertMessage.findMany({
      where: { id: { in: ids } },
      orderBy: { id: "asc" },
    });
    // One that is tried again later has said what went wrong already.
    const isKnown = rows.every(({ state, problem }) => state !== "waiting" || problem !== null);
    if (isKnown || performance.now() > endsAtMs) {
      return rows.map(({ channel, state, problem }) => ({
        channel: alertChannelSchema.parse(channel),
        state: alertMessageStateSchema.parse(state),
        problem,
      }));
    }
    await sleep(lookEveryMs);
  }
}
