import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env["FORMLOOM_DEV_SERVER"] ?? "http://127.0.0.1:3000";
const proxy = { "/api": { target: server }, "/f/": { target: server } };

/** Never inline: assets as files, so that `script-src 'self'` and `font-src 'self'` hold. */
export default defineConfig({
  plugins: [react()],
  server: { host: "127.0.0.1", port: 5173, proxy },
  preview: { host: "127.0.0.1", proxy },
  build: {
    outDir: "dist",
    target: "es2023",
    // The first versions that know light-dark(): its replacement for older ones needs a colour-scheme
    // that the style sheet itself sets, and left lines without a colour.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    // What is fetched with what; the budget is checked by it.
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/,
              priority: 4,
            },
            // What nearly every page needs, in a few files rather than in forty.
            {
              name: "platform",
              test: /node_modules[\\/](@tanstack|zod|zustand)[\\/]/,
              priority: 2,
            },
            {
              name: "base",
              test: /@mantine[\\/](core[\\/]esm[\\/]core|hooks)[\\/]|clsx/,
              priority: 1,
            },
            {
              name: "floating",
              test: /node_modules[\\/](@floating-ui|tabbable)[\\/]/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
});
