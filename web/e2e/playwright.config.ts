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
  // One server and one database: journeys take turns.
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env["CI"] !== undefined,
  outputDir: "../test-results",
  reporter: [["list"], ["json", { outputFile: "report/results.json" }]],
  globalSetup: "./start-server.ts",
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args: quietFlags },
  },
});
