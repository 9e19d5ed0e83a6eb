import { expect, test as base, type BrowserContext } from "@playwright/test";
import { z } from "zod";

/**
 * A journey of the server's owner, signed in. It fails when a page throws, breaks the content security
 * policy, or complains in the console.
 */
export const test = base.extend<{ readonly faults: void }>({
  // Playwright reads which fixtures are asked for from the braces.
  // oxlint-disable-next-line no-empty-pattern
  baseURL: async ({}, use) => use(fromSetup("E2E_URL")),
  // oxlint-disable-next-line no-empty-pattern
  storageState: async ({}, use) => use(fromSetup("E2E_STATE")),
  faults: [
    async ({ context }, use) => {
      const faults = collectFaults(context);
      await use();
      expect(faults, "what the pages complained of").toEqual([]);
    },
    { auto: true },
  ],
});

const sitesOfSetup = z.array(z.record(z.string(), z.string()));

/** A value that the global set-up left for the journeys of this worker, which has a server of its own. */
export function fromSetup(name: string): string {
  const sites = sitesOfSetup.parse(JSON.parse(process.env["E2E_SITES"] ?? "[]"));
  const value = sites[Number(process.env["TEST_PARALLEL_INDEX"])]?.[name];
  if (value === undefined) throw new Error(`${name} is missing: the global set-up did not run.`);
  return value;
}

/** A list that grows with every complaint of the context's pages. */
export function collectFaults(context: BrowserContext): readonly string[] {
  const faults: string[] = [];
  context.on("weberror", (error) => faults.push(`thrown: ${error.error().message}`));
  // Broken rules of the content security policy are told in the console, too.
  context.on("console", (message) => {
    if (message.type() !== "error" || isExpected(message.text())) return;
    faults.push(`${message.page()?.url() ?? ""}: ${message.text()}`);
  });
  return faults;
}

/**
 * Refusals that pages ask for: who is not signed in gets 401, who may only look 403, who is late or breaks
 * something 409, who wants what was deleted 410, a wrong answer 422. And scripts in the frame of a
 * mail, such as those of a checker that looks into all frames.
 */
function isExpected(text: string): boolean {
  return (
    /^Failed to load resource: .*\b(401|403|409|410|422)\b/.test(text) ||
    text.startsWith("Blocked script execution in 'about:srcdoc'")
  );
}
