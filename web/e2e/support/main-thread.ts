import type { Page } from "@playwright/test";
import { z } from "zod";

/** What the page's main thread did for a while. */
export interface MainThreadWork {
  /** Its longest task by the processor's time, in ms: what else the machine does is not in it. */
  readonly longestMs: number;
  /** The same by the clock, as the page's own observer of long tasks sees it; 0 where none took 50 ms. */
  readonly longestByClockMs: number;
  /** The processor's time of all tasks together, in ms. */
  readonly totalMs: number;
  readonly tasks: number;
}

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      ph: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** The processor's time, in µs. */
      tdur: z.number().optional(),
      args: z.object({ name: z.string().optional().catch(undefined) }).optional(),
    }),
  ),
});

/** Looks at what the page's main thread does while something goes on. */
export async function watchMainThread(
  page: Page,
  act: () => Promise<void>,
): Promise<MainThreadWork> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("Expected a browser.");
  await page.evaluate(() => {
    const mark = "longest-task";
    sessionStorage.setItem(mark, "0");
    new PerformanceObserver((list) => {
      const longest = Math.max(...list.getEntries().map(({ duration }) => duration));
      const before = Number(sessionStorage.getItem(mark));
      sessionStorage.setItem(mark, String(Math.max(before, longest)));
    }).observe({ type: "longtask" });
  });
  await browser.startTracing(page, { categories: ["toplevel"] });
  await act();
  const trace = await browser.stopTracing();
  const clock = await page.evaluate(() => sessionStorage.getItem("longest-task"));
  const { traceEvents } = traceSchema.parse(JSON.parse(trace.toString("utf8")));
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const times = traceEvents
    .filter(({ name, ph }) => ph === "X" && name === "ThreadControllerImpl::RunTask")
    .filter(({ pid, tid }) => threads.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1_000);
  return {
    longestMs: times.reduce((longest, each) => Math.max(longest, each), 0),
    longestByClockMs: Number(clock),
    totalMs: times.reduce((sum, each) => sum + each, 0),
    tasks: times.length,
  };
}
