import type { Page } from "@playwright/test";
import { once } from "node:events";
import { createServer, request as httpRequest, type ServerResponse } from "node:http";
import { fromSetup } from "./journey.ts";

/** A proxy before the server's stream of live changes, as hotels and trains have them. */
export interface LiveRelay {
  /** Lets the page's streams go through it. */
  readonly join: (page: Page) => Promise<void>;
  /** Tells all pages of a change, as the server does. */
  readonly tell: (type: "step" | "run", change: Readonly<Record<string, unknown>>) => void;
  /** Drops all streams, and lets no new one through. */
  readonly cut: () => void;
  readonly mend: () => void;
  /** How many streams are open. */
  readonly streams: () => number;
  readonly close: () => Promise<void>;
}

/** Opens a relay on a free port of loopback. */
export async function openLiveRelay(): Promise<LiveRelay> {
  const upstream = new URL(fromSetup("E2E_URL"));
  const streams = new Set<ServerResponse>();
  let isCut = false;
  const server = createServer((req, res) => {
    if (isCut) {
      req.socket.destroy();
      return;
    }
    const headers = { ...req.headers, host: upstream.host };
    const source = httpRequest(new URL(req.url ?? "/", upstream), { headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => res.destroy());
      answer.pipe(res);
      streams.add(res);
    });
    source.on("error", () => res.destroy());
    res.on("close", () => {
      streams.delete(res);
      source.destroy();
    });
    source.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Expected a port.");
  const own = `http://127.0.0.1:${address.port}`;
  return {
    join: async (page) => {
      await page.route("**/api/events*", (route) =>
        route.continue({ url: route.request().url().replace(upstream.origin, own) }),
      );
    },
    tell: (type, change) => {
      for (const res of streams) res.write(`event: ${type}\ndata: ${JSON.stringify(change)}\n\n`);
    },
    cut: () => {
      isCut = true;
      server.closeAllConnections();
    },
    mend: () => {
      isCut = false;
    },
    streams: () => streams.size,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
