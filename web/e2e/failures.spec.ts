import { expect, request as requests, type APIRequestContext, type Page } from "@playwright/test";
import { z } from "zod";
import { startServer, type TestServer } from "./server.ts";
import { keyboardActs, mouseActs, type Acts } from "./support/acts.ts";
import { callApi, makeForm, makePipeline, submit } from "./support/api.ts";
import { owner } from "./support/account.ts";
import { fromSetup, test as journey } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import { picture } from "./support/picture.ts";
import {
  openMailSink,
  openSlackSink,
  slackBot,
  type HttpSink,
  type MailSink,
} from "./support/sinks.ts";

interface World {
  readonly server: TestServer;
  readonly mail: MailSink;
  readonly slack: HttpSink;
}

const good = 20;
const bad = 30;

const test = journey.extend<object, { readonly world: World }>({
  world: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the braces
    async ({}, use) => {
      const mail = await openMailSink();
      const slack = await openSlackSink();
      const server = await startServer({
        SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
        FORMLOOM_EGRESS_ALLOW: `127.0.0.1:${fromSetup("E2E_SLACK_PORT")}`,
        FORMLOOM_SUBMIT_RATE: "off",
      });
      const api = await requests.newContext({ baseURL: server.baseUrl });
      await api.post("/api/setup", { data: { token: server.setupToken, ...owner } });
      await api.storageState({ path: `${server.dataDir}/admin.json` });
      await api.dispose();
      await use({ server, mail, slack });
      await Promise.all([server.stop(), mail.close(), slack.close()]);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ world }, use) => use(world.server.baseUrl),
  storageState: async ({ world }, use) => use(`${world.server.dataDir}/admin.json`),
});

// One server is enough for all of them.
test.describe.configure({ mode: "default", timeout: 240_000 });

const connectionView = z.object({ id: z.string(), version: z.number() });
const runs = z.object({ items: z.array(z.object({ status: z.string() })) });

/** Gives the connection another token, as somebody does whom Slack withdrew the old one. */
async function setToken(
  api: APIRequestContext,
  connection: { readonly id: string; readonly slackUrl: string },
  botToken: string,
): Promise<void> {
  const path = `/api/connections/${connection.id}`;
  const config = { botToken, baseUrl: connection.slackUrl };
  const answer = await api.patch(path, { data: { config }, headers: { "if-match": "*" } });
  expect(answer.ok(), await answer.text()).toBe(true);
  // What a step may use is kept in memory for a few seconds.
  await new Promise((resolve) => {
    setTimeout(resolve, 6_000);
  });
}

/** Fifty submissions, of which Slack refuses the last thirty after their mail was sent. */
async function breakSlack(api: APIRequestContext, { slack }: World) {
  const name = `Contact ${Date.now()}`;
  const fields = [{ id: "name", kind: "text", label: "Your name" }];
  const { id: formId } = await makeForm(api, { name, fields });
  const body = {
    kind: "slack",
    name: "Weavers",
    config: { botToken: slackBot.token, baseUrl: slack.url },
  };
  const call = { method: "POST", path: "/api/connections", body } as const;
  const { id } = await callApi(api, call, connectionView);
  const connection = { id, slackUrl: slack.url };
  await makePipeline(api, { formId, name: "Tell the team", graph: graphOf(id, name) });
  await sendMany(api, formId, good);
  await endedRuns(api, formId, { completed: good });
  await setToken(api, connection, "xoxb-withdrawn");
  await sendMany(api, formId, bad);
  await endedRuns(api, formId, { completed: good, failed: bad });
  return { formId, name, connection };
}

const graphOf = (connectionId: string, name: string) => ({
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    {
      id: "mail",
      type: "email",
      name: "Mail me",
      config: {
        to: ["ada@example.test"],
        cc: [],
        bcc: [],
        replyTo: null,
        subject: `${name}: {{ answers.name }}`,
        body: { format: "text", content: "Hello" },
      },
    },
    {
      id: "post",
      type: "slack",
      name: "Post to #leads",
      connectionId,
      config: { channel: "#leads", text: `${name}: {{ answers.name }}` },
    },
  ],
  edges: [
    { id: "e1", source: "trigger", target: "mail" },
    { id: "e2", source: "mail", target: "post" },
  ],
});

async function sendMany(api: APIRequestContext, formId: string, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, at) => submit(api, formId, { name: `Person ${at}` })),
  );
}

async function endedRuns(
  api: APIRequestContext,
  formId: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const path = `/api/runs?formId=${formId}&limit=200`;
  const read = async () => {
    const { items } = await callApi(api, { method: "GET", path }, runs);
    const found: Record<string, number> = {};
    for (const { status } of items) found[status] = (found[status] ?? 0) + 1;
    return found;
  };
  await expect.poll(read, { timeout: 60_000 }).toEqual(counts);
}

const postsOf = (world: World, name: string) =>
  world.slack.calls.filter(
    ({ path, headers, body }) =>
      path === "/api/chat.postMessage" &&
      headers["authorization"] === `Bearer ${slackBot.token}` &&
      body.includes(name),
  );
const mailsOf = (world: World, name: string) =>
  world.mail.mails.filter(({ parsed }) => parsed.subject?.startsWith(name));

/** From the inbox: try one, then replay the rest. */
async function mendAndReplay(page: Page, acts: Acts, name: string): Promise<void> {
  const card = page.getByRole("listitem").filter({ hasText: name }).first();
  await acts.press(card.getByRole("button", { name: "Replay one first" }));
  await expect(card.getByText("It worked")).toBeVisible({ timeout: 30_000 });
  await acts.choose(card.getByLabel("Speed"), "as fast as it goes");
  await acts.press(card.getByRole("button", { name: `Replay the other ${bad - 1}` }));
  await expect(card).toHaveCount(0, { timeout: 90_000 });
}

test("one cause for thirty responses is mended once, tried once and replayed", async ({
  page,
  request,
  world,
}) => {
  const { name, connection, formId } = await breakSlack(request, world);
  expect(mailsOf(world, name)).toHaveLength(good + bad);
  await page.goto("/failures");
  const card = page.getByRole("listitem").filter({ hasText: name });
  await expect(card).toHaveCount(1);
  await expect(card.getByRole("heading")).toHaveText(
    `Slack refused the message: invalid auth. 30 responses to “${name}” did not get past “Post to #leads”.`,
  );
  await expect(card).toContainText("30 runs wait");
  await expect(card).toContainText("The token is not valid: renew the connection.");
  await expect(card.getByRole("link", { name: "Open the connections" })).toBeVisible();
  await expect(
    page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Failures.*1 open/ }),
  ).toBeVisible();
  await checkLooks(page, "failures");
  await picture(page, "failures");
  await page.goto(`/forms/${formId}/automations`);
  await expect(page.getByRole("link", { name: "30 failures" })).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("link", { name: "30 failures" }).click();
  await expect(card).toHaveCount(1);
  // Not mended yet: the first one fails again, and nothing else is tried.
  await card.getByRole("button", { name: "Replay all 30" }).click();
  await expect(card.getByRole("alert")).toContainText("The other 29 were left as they are.", {
    timeout: 30_000,
  });
  await checkLooks(page, "failures-stopped");
  await page.setViewportSize({ width: 1440, height: 900 });
  await setToken(request, connection, slackBot.token);
  await mendAndReplay(page, mouseActs(page), name);
  expect(postsOf(world, name)).toHaveLength(good + bad);
  expect(mailsOf(world, name)).toHaveLength(good + bad);
  await expect(page.getByRole("heading", { name: "Everything went through" })).toBeVisible();
  await checkLooks(page, "failures-empty");
  await page.goto("/failures?state=settled");
  await expect(page.getByText("30 runs mended")).toBeVisible();
});

test("the whole group is mended by keyboard alone", async ({ page, request, world }) => {
  const { name, connection } = await breakSlack(request, world);
  await setToken(request, connection, slackBot.token);
  await page.goto("/failures");
  await expect(page.getByRole("listitem").filter({ hasText: name })).toHaveCount(1);
  await mendAndReplay(page, keyboardActs(page), name);
  expect(postsOf(world, name)).toHaveLength(good + bad);
  expect(mailsOf(world, name)).toHaveLength(good + bad);
});

test("a cause is dismissed, and taken back", async ({ page, request, world }) => {
  const { name } = await breakSlack(request, world);
  await page.goto("/failures");
  const card = page.getByRole("listitem").filter({ hasText: name });
  await card.getByRole("button", { name: "Dismiss" }).click();
  await expect(card).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(card).toHaveCount(1);
  await card.getByRole("button", { name: "Show the runs" }).click();
  await expect(card.getByRole("link", { name: /^Person/ })).toHaveCount(20);
  await checkLooks(page, "failures-runs");
});
