import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { capture, runThrough } from "../setup/child.mjs";
import { cacheDir, root } from "../setup/paths.mjs";
import { ensureWeb } from "../setup/prepare.mjs";
import { runChecks } from "./check.mjs";
import { ensureChromium } from "./chromium.mjs";
import { countPlaywright, countVitest, listedTests, slowestFiles, sumUp } from "./test-counts.mjs";

const vitestReport = join(cacheDir, "vitest.json");
const playwrightReport = join(cacheDir, "playwright.json");
const playwrightConfig = "web/e2e/playwright.config.ts";

/** Checks, unit and integration tests, journeys in a browser; the last line is the sum of them all. */
export async function test(tools) {
  mkdirSync(cacheDir, { recursive: true });
  const counts = [];
  process.stdout.write("\nChecks\n");
  counts.push(await runChecks(tools));
  counts.push(await buildPages(tools));
  process.stdout.write("\nTests\n");
  counts.push(await runVitest(tools));
  process.stdout.write("\nJourneys in a browser\n");
  counts.push(await runPlaywright(tools));
  const { line, failed } = sumUp(counts);
  process.stdout.write(`\n${line}\n`);
  return failed === 0 ? 0 : 1;
}

async function buildPages(tools) {
  try {
    await ensureWeb(tools);
    return { passed: 1, failed: 0 };
  } catch (error) {
    process.stdout.write(`${error.message}\n`);
    return { passed: 0, failed: 1 };
  }
}

async function runVitest({ node, pnpm, env }) {
  rmSync(vitestReport, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`];
  const status = await runThrough(node, pnpm(["exec", "vitest", "run", ...reporters]), { env });
  const report = readReport(vitestReport);
  const slowest = slowestFiles(report, root);
  if (slowest.length > 0) process.stdout.write(`\nThe slowest files\n${slowest.join("\n")}\n`);
  return countVitest(report, status);
}

async function runPlaywright({ node, pnpm, env }) {
  if (!existsSync(join(root, playwrightConfig))) return { passed: 0, failed: 0 };
  const args = pnpm(["exec", "playwright", "test", "-c", playwrightConfig]);
  const chromium = await ensureChromium();
  if (!chromium) {
    process.stdout.write(
      "The browser tests were not run, for there is no Chromium: install it, or set CHROMIUM_PATH.\n",
    );
    const { output } = await capture(node, [...args, "--list"], { env });
    return { passed: 0, failed: 0, skipped: listedTests(output) };
  }
  rmSync(playwrightReport, { force: true });
  const status = await runThrough(node, [...args, "--reporter=list,json"], {
    env: {
      ...env,
      CHROMIUM_PATH: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport,
    },
  });
  return countPlaywright(readReport(playwrightReport), status);
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
