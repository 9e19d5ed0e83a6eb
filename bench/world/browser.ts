import { chromium, type Page } from "@playwright/test";
import type { World } from "./world.ts";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

/** A page of a headless Chromium (CHROMIUM_PATH, else Debian's), closed with the world. */
export async function openPage(world: World, baseURL: string): Promise<Page> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: flags });
  world.atEnd(() => browser.close());
  const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  return context.newPage();
}

/** Reads how long the page's main thread was at work so far, in ms of CPU: what else the machine does is not in it. */
export async function mainThread(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
  };
}
