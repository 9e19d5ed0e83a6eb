import { existsSync } from "node:fs";
import { capture } from "../setup/child.mjs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser for the journeys; installs Debian's where that can be done. Nothing if there is none. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  process.stderr.write("Installing Chromium for the browser tests …\n");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await capture("apt-get", ["update", "-qq"], { env });
  const packages = ["install", "-y", "-qq", "--no-install-recommends", "chromium"];
  const { status, output } = await capture("apt-get", packages, { env });
  if (status !== 0) process.stderr.write(`${output.trim()}\n`);
  return findChromium();
}

function findChromium() {
  const places = [process.env.CHROMIUM_PATH, ...PLACES];
  return places.find((path) => path && existsSync(path));
}
