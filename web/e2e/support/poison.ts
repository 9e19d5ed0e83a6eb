import { expect, type Page } from "@playwright/test";
import { photograph, sidewaysScroll } from "./page-checks.ts";

/** What somebody may type who wishes a form's owner ill. */
export const poison = {
  markup: `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`,
  /** Read as a pill, it would bring another's answer along. */
  pills: "{{ answers.email }} {{ steps.hook.body }} {{constructor.constructor('return 1')()}}",
  /** Turns the direction of what follows it. */
  turned: "invoice\u202Egpj.exe",
  unseen: "Ad\u200B\u200D\u2060a\uFEFF\u00AD",
  emoji: "👩🏽‍🚀👨‍👩‍👧‍👦 zalgo Z̸̡̛",
  /** One word, which can be broken nowhere. */
  word: "w".repeat(10_000),
  /** 200 KB. */
  long: "lang ".repeat(40_000),
  formula: `=HYPERLINK("http://127.0.0.1/"&A1,"Click")`,
  wide: "＝1+1",
} as const;

/** All that is nasty on one line: who answers to the question for a name. */
export const poisonedName = `${poison.turned} {{ answers.email }} ${poison.markup} ${poison.word}`;
/** How a list begins to name that person. */
export const poisonedLabel = "invoicegpj.exe {{ answers.email }} <img";

/**
 * Looks at a page that shows poison, in all its widths and colours, and makes sure that nothing of it became
 * part of the page, or turns words round that are not its own.
 */
export async function standsFirm(page: Page, name: string): Promise<void> {
  expect.soft(await foreignParts(page), `${name}: became part of the page`).toEqual([]);
  expect.soft(await turnedWords(page), `${name}: turned by an answer`).toEqual([]);
  await expect.soft(page, `${name}: title`).not.toHaveTitle("owned");
  await photograph(page, `poisoned-${name}`);
  await page.setViewportSize({ width: 320, height: 640 });
  expect.soft(await sidewaysScroll(page), `${name} at 320 px`).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Elements that only poison could have made. */
async function foreignParts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("img[src='x'], [onerror], body script")].map(({ outerHTML }) =>
      outerHTML.slice(0, 120),
    ),
  );
}

/** Words after an answer that turns its direction, within the same line and not set apart from it. */
async function turnedWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const setsApart = (element: Element) => {
      const { display, unicodeBidi } = getComputedStyle(element);
      return display !== "inline" || /isolate|plaintext/.test(unicodeBidi);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode() !== null) {
      const text = walker.currentNode;
      const own = text.textContent ?? "";
      let holder = text.parentElement;
      if (!own.includes("\u202e") || holder?.checkVisibility() !== true) continue;
      while (holder !== null && !setsApart(holder)) holder = holder.parentElement;
      const whole = holder?.textContent ?? "";
      const after = whole.slice(whole.lastIndexOf(own) + own.length).trim();
      if (after !== "") found.push(`${own.slice(0, 40)} → ${after.slice(0, 40)}`);
    }
    return found;
  });
}
