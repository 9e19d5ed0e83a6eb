import { expect, request as requests, type Page } from "@playwright/test";
import { z } from "zod";
import { startServer, type TestServer } from "./server.ts";
import { callApi, makeForm, makePipeline, submit } from "./support/api.ts";
import { owner } from "./support/account.ts";
import { fromSetup, test as journey } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import { picture } from "./support/picture.ts";
import { openHookSink, openMailSink, type HttpSink, type MailSink } from "./support/sinks.ts";

interface World {
  readonly server: TestServer;
  readonly mail: MailSink;
  readonly hook: HttpSink;
}

const test = journey.extend<object, { readonly world: World }>({
  world: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the braces
    async ({}, use) => {
      const mail = await openMailSink();
      const hook = await openHookSink();
      const server = await startServer({
        SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
        FORMLOOM_EGRESS_ALLOW: `127.0.0.1:${fromSetup("E2E_HOOK_PORT")}`,
        FORMLOOM_SUBMIT_RATE: "off",
      });
      const api = await requests.newContext({ baseURL: server.baseUrl });
      await api.post("/api/setup", { data: { token: server.setupToken, ...owner } });
      await api.storageState({ path: `${server.dataDir}/admin.json` });
      await api.dispose();
      await use({ server, mail, hook });
      await Promise.all([server.stop(), mail.close(), hook.close()]);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ world }, use) => use(world.server.baseUrl),
  storageState: async ({ world: { server } }, use) => use(`${server.dataDir}/admin.json`),
});

const inSubject = (words: string): unknown => expect.stringContaining(words);

async function seesAlert(page: Page, state: string): Promise<void> {
  await page.goto("/alerts");
  await expect(
    page.getByRole("listitem").filter({ hasText: "Tell the hook" }).first(),
  ).toContainText(state);
}

test("30 failures are one alert by mail, and one mail says when it is over", async ({
  page,
  world,
}) => {
  test.setTimeout(240_000);
  const api = page.request;
  const { id: formId } = await makeForm(api, {
    name: "Contact",
    fields: [{ id: "name", kind: "text", label: "Name" }],
  });
  const config = {
    url: `${world.hook.url}/in`,
    method: "POST",
    headers: {},
    body: { mode: "event" },
  };
  const graph = {
    nodes: [
      { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
      { id: "hook", type: "webhook", name: "Tell the hook", config },
    ],
    edges: [{ id: "e", source: "trigger", target: "hook" }],
  };
  const pipelineId = await makePipeline(api, { formId, name: "Tell the hook", graph });
  world.hook.refuse(404);
  for (let n = 0; n < 30; n += 1) await submit(api, formId, { name: `Person ${n}` });
  const alerts = () =>
    world.mail.mails
      .map(({ parsed }) => parsed.subject)
      .filter((subject) => subject !== "Formloom: a test alert");
  await expect.poll(alerts, { timeout: 60_000 }).toEqual([inSubject("“Tell the hook” fails")]);
  await expect
    .poll(
      async () => {
        const shape = z.object({ items: z.array(z.object({ count: z.number() })) });
        const call = { method: "GET", path: `/api/alerts?pipelineId=${pipelineId}` } as const;
        return (await callApi(api, call, shape)).items.map(({ count }) => count);
      },
      { timeout: 60_000 },
    )
    .toEqual([30]);
  await seesAlert(page, "Goes wrong");
  await checkLooks(page, "alerts");
  await picture(page, "alerts");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`/forms/${formId}/automations`);
  await page.getByRole("link", { name: "Alerts of Tell the hook: 1 is open" }).click();
  await page.getByLabel(/^When it falls silent/).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The alerts are changed")).toBeVisible();
  await checkLooks(page, "automation-alerts");
  await page.goto("/admin/health");
  await expect(page.getByRole("region", { name: "Verdict" })).toContainText(
    "has refused 30 of the last 30 calls",
  );
  await checkLooks(page, "health");
  await picture(page, "health");
  world.hook.refuse(null);
  for (let n = 0; n < 6; n += 1) await submit(api, formId, { name: `Later ${n}` });
  await expect
    .poll(alerts, { timeout: 60_000 })
    .toEqual([inSubject("“Tell the hook” fails"), inSubject("works again")]);
  await seesAlert(page, "Over");
});

test("a test alert arrives, and quiet hours are kept in the account", async ({ page, world }) => {
  await page.goto("/account");
  await page.getByRole("button", { name: "Send a test alert" }).click();
  await expect(page.getByText("Email: sent")).toBeVisible({ timeout: 30_000 });
  expect(world.mail.mails.some(({ parsed }) => parsed.subject === "Formloom: a test alert")).toBe(
    true,
  );
  await page.getByLabel(/^Quiet hours/).check();
  await page.getByLabel("From").fill("21:00");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("It is kept how you are told")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("From")).toHaveValue("21:00");
  await checkLooks(page, "account-alerts");
});
