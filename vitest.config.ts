import { defineConfig } from "vitest/config";
import { LongestFirst } from "./server/test/support/longest-first.ts";

export default defineConfig({
  test: {
    include: [
      "shared/src/**/*.test.ts",
      "plugins/**/*.test.ts",
      "scripts/**/*.test.ts",
      "prisma/**/*.test.ts",
      "server/{src,test}/**/*.test.ts",
      "bench/**/*.test.ts",
      "web/src/**/*.test.{ts,tsx}",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", ".toolchain/**"],
    globalSetup: ["server/test/support/global-postgres.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
