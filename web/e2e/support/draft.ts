import { expect, type APIRequestContext, type Locator, type Page } from "@playwright/test";
import { z } from "zod";
import { callApi, makeForm, makePipeline, submit } from "./api.ts";
import { settingsOf } from "./editor-page.ts";

const draftView = z.object({
  graph: z.object({
    nodes: z.array(z.object({ id: z.string(), config: z.record(z.string(), z.unknown()) })),
  }),
});

export const inquiryFields = [
  { id: "full_name", kind: "text", label: "Your full name", required: true },
  { id: "email", kind: "email", label: "E-mail address", required: true },
  { id: "budget", kind: "number", label: "Budget in euro" },
  { id: "begin", kind: "date", label: "When shall we begin?" },
  {
    id: "topic",
    kind: "choice",
    label: "What is it about?",
    options: [
      { id: "o_web", label: "A new website" },
      { id: "o_shop", label: "A shop" },
    ],
  },
  {
    id: "german",
    kind: "text",
    label: "Welche Dokumentationsanforderungen gelten für Ihre Datenschutzfolgenabschätzung?",
  },
  { id: "notes", kind: "long_text", label: "Anything else?" },
] as const;

export const inquiries = [
  {
    full_name: "Ada Lovelace",
    email: "ada@example.test",
    budget: 500,
    begin: "2026-12-24",
    topic: "o_web",
  },
  { full_name: "Grace Hopper", email: "grace@example.test", budget: 5000, topic: "o_shop" },
  { full_name: "Mary Jackson", email: "mary@example.test", budget: 12_000.5, topic: "o_web" },
] as const;

/** A form with three responses, and an automation on it whose draft is this graph. */
export async function makeDraft(
  api: APIRequestContext,
  steps: readonly { readonly id: string; readonly type: string; readonly config: unknown }[],
  name = "Inquiries",
): Promise<{ readonly formId: string; readonly pipelineId: string }> {
  const form = await makeForm(api, { name, fields: inquiryFields });
  for (const inquiry of inquiries) await submit(api, form.id, inquiry);
  const pipelineId = await makePipeline(api, { formId: form.id, name: "Answer them" });
  const ids = ["trigger", ...steps.map((step) => step.id)];
  const graph = {
    nodes: [
      { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
      ...steps,
    ],
    edges: steps.map((step, index) => ({
      id: `e${index}`,
      source: ids[index],
      sourcePort: "out",
      target: step.id,
      targetPort: "in",
    })),
  };
  const path = `/api/pipelines/${pipelineId}`;
  const { version } = await callApi(
    api,
    { method: "GET", path },
    z.object({ version: z.number() }),
  );
  const answer = await api.patch(path, {
    data: { graph },
    headers: { "If-Match": `"${version}"` },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return { formId: form.id, pipelineId };
}

/** Settings of one step as they are stored. */
export async function storedConfig(
  api: APIRequestContext,
  pipelineId: string,
  nodeId: string,
): Promise<Readonly<Record<string, unknown>>> {
  const path = `/api/pipelines/${pipelineId}`;
  const { graph } = await callApi(api, { method: "GET", path }, draftView);
  return graph.nodes.find((node) => node.id === nodeId)?.config ?? {};
}

/** Opens the editor's outline and the settings of a step. */
export async function openSettings(page: Page, pipelineId: string, step: string): Promise<Locator> {
  await page.goto(`/pipelines/${pipelineId}`);
  await page.getByText("Outline", { exact: true }).click();
  const outline = page.getByRole("navigation", { name: "Outline of the automation" });
  await outline
    .getByRole("button", { name: new RegExp(`^${step}`) })
    .first()
    .click();
  const panel = settingsOf(page, step);
  await expect(panel.getByRole("textbox").first()).toBeVisible();
  return panel;
}

/** As `openSettings`, and waits until the editor of texts has taken the place of the plain inputs. */
export async function openTexts(page: Page, pipelineId: string, step: string): Promise<Locator> {
  const panel = await openSettings(page, pipelineId, step);
  await expect(panel.locator(".template-field").first()).toBeVisible();
  return panel;
}

/** Writes a text anew, as people do; at once, the editor could put its caret back in between. */
export async function rewrite(field: Locator, text: string): Promise<void> {
  await field.click();
  await pressAndSettle(field, "Control+a");
  await field.press("Delete");
  await expect(field).toHaveText("");
  await field.pressSequentially(text);
}

/**
 * A key that moves the caret or chooses text, and then what the browser has to say of it: editors of
 * text hear of it a turn later, and would take the next key for one at the old place.
 */
export async function pressAndSettle(field: Locator, key: string): Promise<void> {
  await field.press(key);
  await field.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
  );
}
