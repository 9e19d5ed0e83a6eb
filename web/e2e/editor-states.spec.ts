import { expect, type APIRequestContext, type Locator, type Page } from "@playwright/test";
import { makeForm, makePipeline } from "./support/api.ts";
import { test } from "./support/journey.ts";
import { everyField, everyStep, stepNames } from "./support/every-step.ts";
import { checkState, cutOffParts, sidewaysScroll } from "./support/page-checks.ts";

/** A draft that holds one step of each kind. */
async function openDraft(page: Page, request: APIRequestContext, name: string): Promise<void> {
  const form = await makeForm(request, { name, fields: everyField });
  const pipelineId = await makePipeline(request, {
    formId: form.id,
    name,
    graph: everyStep,
    draft: true,
  });
  await page.goto(`/pipelines/${pipelineId}`);
  await expect(page.getByRole("button", { name: "Publish", exact: true })).toBeVisible();
}

const picture = (page: Page): Locator =>
  page.getByRole("region", { name: "Picture of the automation" });
const panel = (page: Page): Locator => page.getByRole("complementary", { name: /^Settings of/ });

async function openPanel(page: Page, step: string): Promise<Locator> {
  await picture(page)
    .getByRole("group", { name: new RegExp(`^${step}`) })
    .click();
  await expect(page.getByRole("complementary", { name: `Settings of ${step}` })).toBeVisible();
  return panel(page);
}

interface StateCase {
  readonly name: string;
  /** Brings the state about, and says which part of the page it is. */
  readonly open: (page: Page) => Promise<Locator>;
}

const states: readonly StateCase[] = [
  {
    name: "canvas",
    open: async (page) => {
      await expect(page.getByText("Ask Ada before changing the amount.")).toBeVisible();
      return page.getByRole("banner").last();
    },
  },
  {
    name: "picker",
    open: async (page) => {
      await picture(page).click({ position: { x: 20, y: 20 } });
      await page.keyboard.press("n");
      const picker = page.getByRole("complementary", { name: "Add a step" });
      await expect(picker).toBeVisible();
      return picker;
    },
  },
  {
    name: "problems",
    open: async (page) => {
      await page.getByRole("button", { name: /problem/ }).click();
      const list = page.getByRole("dialog");
      await expect(list).toBeVisible();
      return list;
    },
  },
  {
    name: "palette",
    open: async (page) => {
      await page.keyboard.press("Control+k");
      const search = page.getByLabel("Find a step, a command or an automation");
      await expect(search).toBeVisible();
      return page.getByRole("dialog").last();
    },
  },
  {
    name: "keys",
    open: async (page) => {
      await page.keyboard.press("?");
      const list = page.getByRole("dialog");
      await expect(list).toBeVisible();
      return list;
    },
  },
  {
    name: "more",
    open: async (page) => {
      await page.getByRole("button", { name: "More", exact: true }).click();
      const menu = page.getByRole("menu");
      await expect(menu).toBeVisible();
      return menu;
    },
  },
  {
    name: "test-drawer",
    open: async (page) => {
      await page.getByRole("button", { name: "Test", exact: true }).click();
      const drawer = page.getByRole("dialog");
      await expect(drawer.getByRole("article", { name: "Only if" })).toBeVisible();
      return drawer;
    },
  },
  {
    name: "dry-run",
    open: async (page) => {
      await page.getByRole("button", { name: "Test", exact: true }).click();
      const drawer = page.getByRole("dialog");
      await drawer.getByText("Many responses", { exact: true }).click();
      return drawer;
    },
  },
  {
    name: "new-connection",
    open: async (page) => {
      const slack = await openPanel(page, "Slack");
      await slack.getByRole("button", { name: "Add a connection" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      return page.getByRole("dialog");
    },
  },
];

for (const { name, open } of states) {
  test(`the editor's ${name} can be read by everybody`, async ({ page, request }) => {
    await openDraft(page, request, `State ${name}`);
    await checkState(page, name, await open(page));
  });
}

test("the sheet before publishing and the versions can be read by everybody", async ({
  page,
  request,
}) => {
  const form = await makeForm(request, { name: "Sheets", fields: everyField });
  const graph = {
    ...everyStep,
    nodes: everyStep.nodes.slice(0, 2),
    edges: everyStep.edges.slice(0, 1),
  };
  const pipelineId = await makePipeline(request, { formId: form.id, name: "Sheets", graph });
  await page.goto(`/pipelines/${pipelineId}`);
  const filter = await openPanel(page, "Only if");
  await filter.getByLabel("Name of this step").fill("Nur Großaufträge");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByText("Was called “Only if”")).toBeVisible();
  await checkState(page, "publish", sheet);
  await sheet.getByRole("button", { name: "Publish now" }).click();
  await expect(sheet.getByRole("button", { name: "Done" })).toBeVisible();
  await checkState(page, "published", sheet);
  await page.goto(`/pipelines/${pipelineId}/versions`);
  await expect(page.getByRole("navigation", { name: "Versions" })).toBeVisible();
  await checkState(page, "versions", page.getByRole("main"));
});

test("the settings of each kind of step can be read by everybody, and nothing is cut off", async ({
  page,
  request,
}) => {
  test.slow();
  await openDraft(page, request, "Every panel");
  for (const step of stepNames) {
    await test.step(step, async () => {
      const settings = await openPanel(page, step);
      expect.soft((await settings.boundingBox())?.width, step).toBeLessThanOrEqual(480);
      await checkState(page, `panel-${step.replaceAll(" ", "-").toLowerCase()}`, settings);
      await page.keyboard.press("Escape");
    });
  }
});

test("the outline and its settings fit a phone of 360 px", async ({ page, request }) => {
  test.slow();
  await page.setViewportSize({ width: 360, height: 740 });
  await openDraft(page, request, "Every panel, small");
  const outline = page.getByRole("navigation", { name: /^Outline/ });
  await checkState(page, "outline-360", outline);
  for (const step of stepNames) {
    await outline
      .getByRole("button", { name: new RegExp(`^${step}`) })
      .first()
      .click();
    await expect(panel(page)).toBeVisible();
    expect.soft(await cutOffParts(panel(page)), `${step} at 360 px`).toEqual([]);
    expect.soft(await sidewaysScroll(page), `${step} at 360 px`).toBeLessThanOrEqual(0);
    await panel(page).getByRole("button", { name: "Close the settings" }).click();
  }
});

test("the editor works from right to left", async ({ page, request }) => {
  await openDraft(page, request, "Right to left");
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  const settings = await openPanel(page, "Vertriebsmannschaft benachrichtigen");
  await checkState(page, "panel-rtl", settings);
  const [side, whole] = [await settings.boundingBox(), page.viewportSize()];
  // What stands at the end stands at the left then.
  expect((side?.x ?? 0) + (side?.width ?? 0)).toBeLessThan((whole?.width ?? 0) / 2);
  expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
});
