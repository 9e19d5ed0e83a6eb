import { request, type APIRequestContext } from "@playwright/test";
import { join } from "node:path";
import { owner } from "./support/account.ts";
import { makePlaces } from "./support/places.ts";
import { findFreePort, startServer, type TestServer } from "./server.ts";

const sinks = ["MAIL", "SLACK", "HOOK"] as const;

/**
 * One server for all journeys but the newcomer's, with its owner's account made.
 *
 * The journeys find it by E2E_URL, their session by E2E_STATE, the demo's pages by E2E_PLACES, and the
 * ports that the server may reach on loopback, where they open sinks, by E2E_{MAIL,SLACK,HOOK}_PORT.
 */
// Playwright asks for a default export.
// oxlint-disable-next-line import/no-default-export
export default async function startForAll(): Promise<() => Promise<void>> {
  const allowed: string[] = [];
  for (const sink of sinks) {
    const port = await findFreePort();
    process.env[`E2E_${sink}_PORT`] = String(port);
    allowed.push(`127.0.0.1:${port}`);
  }
  const server = await startServer({ FORMLOOM_EGRESS_ALLOW: allowed.join(",") });
  process.env["E2E_URL"] = server.baseUrl;
  const api = await request.newContext({ baseURL: server.baseUrl });
  process.env["E2E_STATE"] = await makeOwner(api, server);
  process.env["E2E_PLACES"] = JSON.stringify(await makePlaces(api));
  await api.dispose();
  return server.stop;
}

/** Sets the server up and keeps the session where every journey can take it from. */
async function makeOwner(
  api: APIRequestContext,
  { setupToken, dataDir }: TestServer,
): Promise<string> {
  const answer = await api.post("/api/setup", { data: { token: setupToken, ...owner } });
  if (!answer.ok()) throw new Error(`The owner was not made: ${await answer.text()}`);
  const path = join(dataDir, "e2e-session.json");
  await api.storageState({ path });
  return path;
}
