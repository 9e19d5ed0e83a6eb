import { expect, type Page } from "@playwright/test";

/** Answers by the label of their question; a choice is answered with its option's label. */
export type Answers = Readonly<Record<string, string>>;

/** Types the answers into a form's public page. */
export async function fillIn(page: Page, answers: Answers): Promise<void> {
  for (const [question, answer] of Object.entries(answers)) {
    const choice = page.getByRole("radiogroup", { name: question });
    if ((await choice.count()) > 0) await choice.getByLabel(answer).check();
    else await page.getByLabel(question).fill(answer);
  }
}

export async function send(page: Page): Promise<void> {
  await page.locator("button[type=submit]").click();
}

/** Fills in, sends, and waits for the word of thanks. */
export async function answerForm(page: Page, url: string, answers: Answers): Promise<void> {
  await page.goto(url);
  await fillIn(page, answers);
  await send(page);
  await expect(page).toHaveURL(/\/thanks$/);
}
