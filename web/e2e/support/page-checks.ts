import { expect, type Locator, type Page } from "@playwright/test";
import axe from "axe-core";
import { join } from "node:path";

declare global {
  interface Window {
    /** What looks at a page, once it was put into it. */
    readonly axe?: typeof axe;
  }
}

const widths = [1440, 360] as const;
const heights = { 1440: 900, 360: 740 } as const;
const schemes = ["light", "dark"] as const;
const screens = join(import.meta.dirname, "../../test-results/screens");

/**
 * Looks at the page as it stands, wide and narrow, light and dark: axe finds nothing serious, nothing
 * scrolls sideways on a phone. Leaves pictures behind for people to look at.
 */
export async function checkLooks(page: Page, name: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: heights[width] });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await arrivalOf(page, colorScheme);
      expect
        .soft(await axeFindings(page, colorScheme), `${name}, ${colorScheme}, ${width} px`)
        .toEqual([]);
      const path = join(screens, `${name}-${colorScheme}-${width}.png`);
      await page.screenshot({ path, animations: "disabled" });
    }
    expect
      .soft(await sidewaysScroll(page), `${name}: sideways scrolling at ${width} px`)
      .toBeLessThanOrEqual(0);
  }
}

/** Pictures of the page, wide and narrow, light and dark; nothing scrolls sideways. Leaves axe to others. */
export async function photograph(page: Page, name: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: heights[width] });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await arrivalOf(page, colorScheme);
      const path = join(screens, `${name}-${colorScheme}-${width}.png`);
      await page.screenshot({ path, animations: "disabled" });
    }
    expect
      .soft(await sidewaysScroll(page), `${name}: sideways scrolling at ${width} px`)
      .toBeLessThanOrEqual(0);
  }
}

/**
 * Looks at a state of the editor: axe in light and dark as wide as it stands, then whether anything is cut
 * off within `part`. Cheaper than `checkLooks`, for the many states of one page.
 */
export async function checkState(page: Page, name: string, part: Locator): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await arrivalOf(page, colorScheme);
    expect.soft(await axeFindings(page, colorScheme), `${name}, ${colorScheme}`).toEqual([]);
    const path = join(screens, `state-${name}-${colorScheme}.png`);
    await page.screenshot({ path, animations: "disabled" });
  }
  expect.soft(await cutOffParts(part), `${name}: cut off`).toEqual([]);
}

/** Texts within that are wider than what they stand in, and what scrolls sideways. */
export async function cutOffParts(part: Locator): Promise<string[]> {
  return part.evaluate((root) => {
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const isTiny = (element: Element) => element.clientWidth <= 1 || element.clientHeight <= 1;
    const mayScroll = (element: Element) =>
      element.matches(
        "input, textarea, select, svg, svg *, [contenteditable], pre, .react-flow, .react-flow__renderer, .react-flow__pane",
      );
    return [root, ...root.querySelectorAll("*")]
      .filter((element) => isShown(element) && !isTiny(element) && !mayScroll(element))
      .filter((element) => getComputedStyle(element).display !== "inline")
      .filter((element) => getComputedStyle(element).textOverflow !== "ellipsis")
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => {
        const text = (element.textContent ?? "").trim().slice(0, 60);
        return `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${element.scrollWidth} > ${element.clientWidth}: ${text}`;
      });
  });
}

/** How far the page scrolls sideways, in px. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/** What light and dark can differ in: the page is the same, but for its colours. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** What axe calls serious or critical, short enough to read in a report. */
async function axeFindings(page: Page, scheme: (typeof schemes)[number]): Promise<string[]> {
  // A page keeps it: reading half a megabyte anew for each look takes longer than the look.
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(axe.source);
  const options =
    scheme === "dark" ? { runOnly: { type: "rule" as const, values: colourRules } } : {};
  return page.evaluate(async (chosen) => {
    // A mail's HTML is its writer's; it is shown in a frame that runs nothing.
    const looked = { exclude: [["iframe.mail-frame"], ["iframe.preview-frame"]] };
    const result = await window.axe?.run(looked, {
      ...chosen,
      iframes: false,
      resultTypes: ["violations"],
    });
    if (result === undefined) return ["axe is gone from the page"];
    return result.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
      );
  }, options);
}

/** The app learns of a scheme a moment after the browser; colours on their way are measured wrongly. */
async function arrivalOf(page: Page, colorScheme: string): Promise<void> {
  await page.evaluate(async (wanted) => {
    const frame = () => new Promise(requestAnimationFrame);
    const shown = () => document.documentElement.getAttribute("data-mantine-color-scheme");
    while (![null, wanted].includes(shown())) await frame();
    // Two frames: one to draw the change, one to begin what moves because of it.
    await frame();
    await frame();
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  }, colorScheme);
}
