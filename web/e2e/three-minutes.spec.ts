import { expect, request as requests, type Page } from "@playwright/test";
import { z } from "zod";
import { startServer, type TestServer } from "./server.ts";
import { keyboardActs, mouseActs, tabTo, touchActs, type Acts } from "./support/acts.ts";
import { callApi } from "./support/api.ts";
import { owner } from "./support/account.ts";
import { settingsOf } from "./support/editor-page.ts";
import { fromSetup, test as journey } from "./support/journey.ts";
import { answerForm } from "./support/public-form.ts";
import {
  openMailSink,
  openSlackSink,
  slackBot,
  type HttpSink,
  type MailSink,
} from "./support/sinks.ts";

/** A click or tap, a filled field and a pressed key are one each; Tab and arrows lead there for free. */
const mostActs = 25;

interface World {
  readonly server: TestServer;
  readonly mail: MailSink;
  readonly slack: HttpSink;
}

const password = "a good long password";
/** Everybody who tries has an empty start page of their own, on one server with mail. */
let people = 0;

const test = journey.extend<object, { readonly world: World }>({
  world: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the braces
    async ({}, use) => {
      const mail = await openMailSink();
      const slack = await openSlackSink();
      const server = await startServer({
        SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
        FORMLOOM_EGRESS_ALLOW: `127.0.0.1:${fromSetup("E2E_SLACK_PORT")}`,
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
  storageState: async ({ world: { server } }, use) => {
    people += 1;
    const email = `newcomer${people}@example.test`;
    const admin = await requests.newContext({
      baseURL: server.baseUrl,
      storageState: `${server.dataDir}/admin.json`,
    });
    const body = { name: "Nora New", email, password, role: "owner" };
    await callApi(admin, { method: "POST", path: "/api/users", body }, z.unknown());
    await admin.dispose();
    const own = await requests.newContext({ baseURL: server.baseUrl });
    const signIn = { method: "POST", path: "/api/auth/sign-in/email" } as const;
    await callApi(own, { ...signIn, body: { email, password } }, z.unknown());
    await use(await own.storageState());
    await own.dispose();
  },
});

// One server is enough for the three of them.
test.describe.configure({ mode: "default" });

/** From the empty start page to a canvas that mails the owner. */
async function makeFormAndMail(page: Page, acts: Acts, formName: string): Promise<string> {
  await page.goto("/");
  await acts.press(page.getByRole("button", { name: "Make your first form" }));
  const dialog = page.getByRole("dialog", { name: "New form" });
  await acts.write(dialog.getByLabel("What is it called?"), formName);
  await acts.choose(dialog.getByLabel("Begin with"), "Enquiry: name, email, budget, message");
  await acts.press(dialog.getByRole("button", { name: "Make the form" }));
  const link = page.getByRole("textbox", { name: "Link to the form" });
  const publicUrl = await link.inputValue();
  await acts.press(page.getByRole("link", { name: "Add an automation" }));
  await acts.press(page.getByRole("button", { name: "Use this: Mail me each answer" }));
  await expect(page.getByRole("heading", { name: "Mail me each answer" })).toBeVisible();
  return publicUrl;
}

/** A new step after another one, found by searching as everybody may. */
async function addStep(page: Page, acts: Acts, after: string, kind: string): Promise<void> {
  // On the canvas the "+" of a line names both its ends.
  const plus = new RegExp(`^Add a step (after ${after}|between ${after} and .*)$`);
  await acts.press(page.getByRole("button", { name: plus }));
  const picker = page.getByRole("complementary", { name: "Add a step" });
  await expect(picker.getByRole("combobox")).toBeVisible();
  await acts.pick(picker, kind);
  await expect(settingsOf(page, kind)).toBeVisible();
}

/** Lets only big budgets through, before the mail. */
async function addFilter(page: Page, acts: Acts): Promise<void> {
  await addStep(page, acts, "When", "Only if");
  const filter = settingsOf(page, "Only if");
  await acts.press(filter.getByRole("button", { name: "Add a rule" }));
  await acts.choose(filter.getByLabel("Rule 1: which value"), "Budget");
  await acts.choose(filter.getByLabel("Rule 1: how it compares"), "is more than");
  await acts.write(filter.getByLabel("Rule 1: value"), "20");
}

/** Tells Slack after the mail, with a connection that is made on the way. */
async function addSlack(page: Page, acts: Acts, slackUrl: string): Promise<void> {
  await addStep(page, acts, "Mail me", "Slack");
  const slack = settingsOf(page, "Slack");
  await acts.press(slack.getByRole("button", { name: "Add a connection" }));
  const dialog = page.getByRole("dialog");
  await acts.write(dialog.getByLabel("Bot token"), slackBot.token);
  await acts.write(dialog.getByLabel("Slack's address"), slackUrl);
  await acts.press(dialog.getByRole("button", { name: "Store" }));
  await expect(dialog).toBeHidden();
  await acts.write(slack.getByRole("textbox", { name: "Channel" }), "#leads");
}

/** Looks at what would be sent for made-up answers; nothing is. */
async function previewIt(page: Page, acts: Acts, { mail, slack }: World): Promise<void> {
  const before = mail.mails.length + slack.calls.length;
  await acts.press(page.getByRole("button", { name: "Test", exact: true }));
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("article", { name: "Mail me" })).toBeVisible();
  await expect(drawer.getByRole("article", { name: "Slack" })).toContainText("New response to");
  await acts.press(drawer.getByRole("button", { name: "Close", exact: true }));
  await expect(drawer).toBeHidden();
  expect(mail.mails.length + slack.calls.length, "sent by a preview").toBe(before);
}

async function publishIt(page: Page, acts: Acts): Promise<void> {
  await expect(page.getByText("No problems")).toBeVisible();
  await acts.press(page.getByRole("button", { name: "Publish", exact: true }));
  const sheet = page.getByRole("dialog");
  await acts.press(sheet.getByRole("button", { name: "Publish now" }));
  // The sheet stays open and shows the first runs; nothing more has to be done.
  await expect(sheet.getByRole("button", { name: "Done" })).toBeVisible();
}

/** A real visitor sends two responses, of which the filter lets one through. */
async function expectItWorks(
  page: Page,
  form: { readonly publicUrl: string; readonly formName: string },
  world: World,
): Promise<void> {
  const visitor = await page.context().newPage();
  const name = "Grace Hopper";
  for (const budget of ["10", "5000"]) {
    const answers = { "Your name": name, Email: "grace@example.test", Budget: budget };
    await answerForm(visitor, form.publicUrl, answers);
  }
  await visitor.close();
  const mails = () =>
    world.mail.mails.filter(({ parsed }) => parsed.subject?.includes(form.formName));
  const posts = () => world.slack.calls.filter(({ body }) => body.includes(form.formName));
  await expect.poll(() => posts().length, { timeout: 20_000 }).toBe(1);
  expect(mails()).toHaveLength(1);
  expect(mails()[0]?.parsed.text).toContain("Budget: 5000");
}

/** What a way of working needs besides the acts themselves; they count all the same. */
interface Detours {
  /** Once the automation is open. */
  readonly arrived?: () => Promise<void>;
  /** When a step is set up. */
  readonly stepDone?: (step: string) => Promise<void>;
}

/** The whole way, by whatever hand. */
async function goAllTheWay(page: Page, acts: Acts, world: World, detours: Detours = {}) {
  const formName = `Enquiries ${Date.now()}`;
  const publicUrl = await makeFormAndMail(page, acts, formName);
  await detours.arrived?.();
  await addFilter(page, acts);
  await detours.stepDone?.("Only if");
  await addSlack(page, acts, world.slack.url);
  await detours.stepDone?.("Slack");
  await previewIt(page, acts, world);
  await publishIt(page, acts);
  expect(acts.done.length, `acts:\n${acts.done.join("\n")}`).toBeLessThanOrEqual(mostActs);
  await expectItWorks(page, { publicUrl, formName }, world);
}

test("a newcomer gets from nothing to a live automation by mouse", async ({ page, world }) => {
  await goAllTheWay(page, mouseActs(page), world);
});

test("a newcomer gets there by keyboard alone, by the outline", async ({ page, world }) => {
  const acts = keyboardActs(page);
  const arrived = async () => {
    await tabTo(page, page.getByRole("radio", { name: "Picture" }));
    await acts.key("ArrowRight");
    await expect(page.getByRole("navigation", { name: /^Outline/ })).toBeVisible();
  };
  await goAllTheWay(page, acts, world, { arrived });
});

test.describe("on a phone of 360 px", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("a newcomer gets there by touch", async ({ page, world }) => {
    const acts = touchActs(page);
    // The settings fill the screen there.
    const stepDone = (step: string) =>
      acts.press(settingsOf(page, step).getByRole("button", { name: "Close the settings" }));
    await goAllTheWay(page, acts, world, { stepDone });
  });
});
