import { expect, type Page } from "@playwright/test";
import { fromSetup, test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import { newPerson, type Places } from "./support/places.ts";

/** Read when a test runs: tests are listed before there is a server. */
const placesOfServer = (): Places => JSON.parse(fromSetup("E2E_PLACES"));

interface PageCase {
  readonly name: string;
  readonly path: (at: Places) => string;
  /** What has to be there before anybody looks. */
  readonly ready: (page: Page) => Promise<void>;
}

const sees = (text: string | RegExp) => async (page: Page) => {
  await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible();
};
const hasHeading = (name: string) => async (page: Page) => {
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
};

const cases: readonly PageCase[] = [
  { name: "forms", path: () => "/", ready: sees("Contact us") },
  { name: "questions", path: ({ formId }) => `/forms/${formId}`, ready: sees("Add a question") },
  {
    name: "responses",
    path: ({ formId }) => `/forms/${formId}/responses`,
    ready: async (page) => {
      await page.getByRole("row").nth(1).getByRole("button").click();
      await expect(page.getByRole("dialog", { name: "Response" })).toBeVisible();
    },
  },
  {
    name: "automations",
    path: ({ formId }) => `/forms/${formId}/automations`,
    ready: sees("Tell us about big budgets"),
  },
  {
    name: "settings",
    path: ({ formId }) => `/forms/${formId}/settings`,
    ready: sees("Webhook signature"),
  },
  {
    name: "editor",
    path: ({ pipelineId }) => `/pipelines/${pipelineId}`,
    ready: async (page) => {
      await page.getByRole("group", { name: /^Mail to us/ }).click();
      await expect(page.getByRole("complementary", { name: /^Settings of/ })).toBeVisible();
    },
  },
  {
    name: "outline",
    path: ({ pipelineId }) => `/pipelines/${pipelineId}`,
    ready: async (page) => {
      await page.getByText("Outline", { exact: true }).click();
      await expect(page.getByRole("navigation", { name: /^Outline/ })).toBeVisible();
    },
  },
  { name: "runs", path: () => "/runs", ready: sees("Tell us about big budgets") },
  {
    name: "run",
    path: ({ runId }) => `/runs/${runId}`,
    ready: async (page) => {
      await page.getByRole("group", { name: "Mail to us: Caught, not sent" }).click();
      await expect(page.getByText("the mail was kept here instead")).toBeVisible();
    },
  },
  { name: "outbox", path: () => "/outbox", ready: sees(/@example\.(test|org)/) },
  { name: "connections", path: () => "/connections", ready: sees("A mail server") },
  { name: "people", path: () => "/admin/people", ready: sees("Nora New") },
  { name: "account", path: () => "/account", ready: hasHeading("Account") },
  { name: "not-found", path: () => "/nowhere", ready: sees(/not/i) },
  { name: "public-form", path: ({ publicUrl }) => publicUrl, ready: hasHeading("Contact us") },
  {
    name: "public-form-wrong",
    path: ({ publicUrl }) => publicUrl,
    ready: async (page) => {
      await page.getByRole("button", { name: "Send" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  { name: "thank-you", path: ({ publicUrl }) => `${publicUrl}/thanks`, ready: sees("Thank you") },
];

for (const { name, path, ready } of cases) {
  test(`the page ${name} can be read by everybody`, async ({ page }) => {
    await page.goto(path(placesOfServer()));
    await ready(page);
    await checkLooks(page, name);
  });
}

test.describe("somebody who is not signed in", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("can read the pages sign-in, set-up and start", async ({ page }) => {
    await page.goto("/setup");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await checkLooks(page, "set-up");
    await page.goto("/sign-in");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await checkLooks(page, "sign-in");
    await page.getByLabel("Email").fill(newPerson.email);
    await page.getByLabel(/^Password/).fill(newPerson.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await hasHeading("Weave answers into action")(page);
    await checkLooks(page, "start");
  });
});
