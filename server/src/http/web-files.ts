import { existsSync } from "node:fs";
import { join } from "node:path";
import express, { type Router } from "express";
import { notFound } from "./refusal.ts";

const yearS = 31_536_000;

/**
 * The web app's built files: those with a hash in their name for ever, the page itself fresh each time.
 * Every other path without a file name is the app's own, and gets its page.
 */
export function createWebFiles(folder: string): Router {
  const router = express.Router();
  const page = join(folder, "index.html");
  router.use(
    "/assets",
    express.static(join(folder, "assets"), {
      immutable: true,
      maxAge: yearS * 1000,
      index: false,
      fallthrough: true,
    }),
  );
  router.use(express.static(folder, { index: false, maxAge: 0, redirect: false }));
  router.use((req, res) => {
    const isPage = req.method === "GET" || req.method === "HEAD";
    if (!isPage || /\.\w+$/.test(req.path) || !existsSync(page)) throw notFound();
    res.set("cache-control", "no-cache").sendFile(page);
  });
  return router;
}
