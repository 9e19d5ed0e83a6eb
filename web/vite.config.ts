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
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/,
              priority: 3,
            },
            // Only the canvas pages import it, so that it stays out of the first page.
            {
              name: "canvas",
              test: /node_modules[\\/](@xyflow|@dagrejs|d3-[a-z]+)[\\/]/,
              priority: 2,
            },
          ],
        },
      },
    },
  },
});
