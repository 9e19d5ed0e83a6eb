import type { Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Whether pictures for the documentation are asked for, by `DRAW_TOUR=1`. */
export const drawsPictures = process.env["DRAW_TOUR"] !== undefined;
const folder = join(import.meta.dirname, "../../../docs/images");

/** Draws the page for the documentation, where that is asked for. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!drawsPictures) return;
  mkdirSync(folder, { recursive: true });
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
}
