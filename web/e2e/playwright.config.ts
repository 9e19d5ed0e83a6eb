import { defineConfig } from "@playwright/test";

/** Debian's Chromium: the browsers of Playwright's own cannot be had everywhere. */
const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const quietFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  // Each worker has a server and a database of its own, so no journey meets another.
  workers: 2,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env["CI"] !== undefined,
  // A machine that others use, too, may stall for seconds; what needed a second try is reported as flaky.
  retries: process.env["CI"] === undefined ? 0 : 1,
  outputDir: "../test-results",
  reporter: [["list"], ["json", { outputFile: "report/results.json" }]],
  globalSetup: "./start-server.ts",
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // What moves is drawn by the processor here; nothing waits for it to have come to rest.
    contextOptions: { reducedMotion: "reduce" },
    // A recording doubles the time; whoever looks for a fault asks for one: TRACE=1.
    trace: process.env["TRACE"] === undefined ? "off" : "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args: quietFlags },
  },
});
