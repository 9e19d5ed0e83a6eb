import { expect } from "@playwright/test";
import { finishedRun, makeForm, makePipeline, submit } from "./support/api.ts";
import { test } from "./support/journey.ts";
import { openStep } from "./support/run-page.ts";
import { openHookSink } from "./support/sinks.ts";

const poison = {
  markup: `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`,
  /** Turns the direction of what follows it. */
  turned: "invoice\u202Egpj.exe",
  emoji: "👩🏽‍🚀 zalgo Z̸̡̛",
  long: "lang ".repeat(4_000),
};

/** JSON that is 24 levels deep, with markup at its end. */
const deep = Array.from({ length: 24 }).reduce<unknown>(
  (inner, _, level) => ({ [`level${24 - level}`]: inner }),
  poison.markup,
);

test("poisoned answers and replies are shown as the text they are", async ({ page, request }) => {
  const hook = await openHookSink(deep);
  const form = await makeForm(request, {
    name: "Poisoned",
    fields: Object.keys(poison).map((id) => ({
      id,
      kind: "long_text",
      label: `About ${id}`,
      required: false,
    })),
  });
  await makePipeline(request, {
    formId: form.id,
    name: "Pass it on",
    graph: {
      schemaVersion: 1,
      nodes: [
        { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
        {
          id: "hook",
          type: "webhook",
          config: { url: hook.url, method: "POST", headers: {}, body: { mode: "event" } },
        },
      ],
      edges: [{ id: "e1", source: "trigger", sourcePort: "out", target: "hook", targetPort: "in" }],
      notes: [],
    },
  });
  await submit(request, form.id, poison);
  const runId = await finishedRun(request, form.id);

  await test.step("in the table of responses and in one response", async () => {
    await page.goto(`/forms/${form.id}/responses`);
    await expect(page.getByRole("row").nth(1)).toContainText(poison.markup);
    await page.getByRole("row").nth(1).getByRole("button").click();
    const response = page.getByRole("dialog", { name: "Response" });
    await expect(response).toContainText(poison.markup);
    await expect(response).toContainText(poison.turned);
    await expect(response).toContainText(poison.emoji);
    await expect(response).toContainText(poison.long.slice(0, 19_000));
    // The turned answer turns nothing beyond itself.
    const turned = response.getByText(poison.turned);
    expect(await turned.evaluate((element) => getComputedStyle(element).unicodeBidi)).toMatch(
      /isolate|plaintext/,
    );
  });

  await test.step("in what went into a run and came out of it", async () => {
    await page.goto(`/runs/${runId}`);
    const trigger = await openStep(page, "When", "Done");
    await expect(trigger).toContainText(poison.markup);
    await expect(trigger).toContainText(poison.turned);
    const webhook = await openStep(page, "Webhook", "Done");
    await webhook.getByRole("tab", { name: "Result" }).click();
    await expect(webhook.getByRole("tabpanel")).toContainText("onerror=");
    await webhook.getByText("As stored").click();
    await expect(webhook.locator("pre")).toContainText("level24");
  });

  await test.step("and nothing of it ran or made the page wider", async () => {
    await expect(page.locator("main img[src='x']")).toHaveCount(0);
    await expect(page).not.toHaveTitle("owned");
    await page.setViewportSize({ width: 360, height: 740 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
  await hook.close();
});
