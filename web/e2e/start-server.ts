import { startServer } from "./server.ts";

/** One server for all journeys. They find it by FORMLOOM_E2E_URL and FORMLOOM_E2E_SETUP_TOKEN. */
// Playwright asks for a default export.
// oxlint-disable-next-line import/no-default-export
export default async function startForAll(): Promise<() => Promise<void>> {
  const server = await startServer();
  process.env["FORMLOOM_E2E_URL"] = server.baseUrl;
  process.env["FORMLOOM_E2E_SETUP_TOKEN"] = server.setupToken;
  return server.stop;
}
