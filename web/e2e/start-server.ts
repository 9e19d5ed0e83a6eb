import { request, type APIRequestContext, type FullConfig } from "@playwright/test";
import { join } from "node:path";
import { owner } from "./support/account.ts";
import { makePlaces } from "./support/places.ts";
import { findFreePort, startServer, type TestServer } from "./server.ts";

const sinks = ["MAIL", "SLACK", "HOOK"] as const;

/**
 * One server with a database of its own for each worker, with its owner's account made, so that journeys
 * go on side by side without meeting. The newcomer's start one of their own.
 *
 * The journeys find what is theirs by `fromSetup`: their server by E2E_URL, their session by E2E_STATE, the
 * demo's pages by E2E_PLACES, and the ports that the server may reach on loopback, where they open sinks,
 * by E2E_{MAIL,SLACK,HOOK}_PORT.
 */
// Playwright asks for a default export.
// oxlint-disable-next-line import/no-default-export
export default async function startForAll({ workers }: FullConfig): Promise<() => Promise<void>> {
  const starts = await Promise.allSettled(Array.from({ length: workers }, startSite));
  const sites = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(sites.map(({ server }) => server.stop()));
  };
  const failed = starts.find((start) => start.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw new Error("A server for the journeys did not start.", { cause: failed.reason });
  }
  process.env["E2E_SITES"] = JSON.stringify(sites.map(({ values }) => values));
  return stop;
}

interface Site {
  readonly server: TestServer;
  readonly values: Readonly<Record<string, string>>;
}

async function startSite(): Promise<Site> {
  const ports: Record<string, string> = {};
  for (const sink of sinks) ports[`E2E_${sink}_PORT`] = String(await findFreePort());
  const allowed = Object.values(ports).map((port) => `127.0.0.1:${port}`);
  const server = await startServer({ FORMLOOM_EGRESS_ALLOW: allowed.join(",") });
  try {
    const api = await request.newContext({ baseURL: server.baseUrl });
    const state = await makeOwner(api, server);
    const places = JSON.stringify(await makePlaces(api));
    await api.dispose();
    const values = { E2E_URL: server.baseUrl, E2E_STATE: state, E2E_PLACES: places, ...ports };
    return { server, values };
  } catch (cause) {
    await server.stop();
    throw cause;
  }
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
