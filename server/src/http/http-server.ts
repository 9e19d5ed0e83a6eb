import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { isLoopback } from "./client-address.ts";

const headersTimeoutMs = 15_000;
const requestTimeoutMs = 20_000;
const keepAliveMs = 30_000;
const maxSocketsPerAddress = 1_000;

/** An HTTP server with time limits on everything that a client could leave open. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16_384,
    },
    listener,
  );
  const open = new Map<string, number>();
  server.on("connection", (socket) => limitSockets(socket, open));
  server.on("clientError", (_error, socket) => {
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    else socket.destroy();
  });
  return server;
}

function limitSockets(socket: Socket, open: Map<string, number>): void {
  const address = socket.remoteAddress ?? "";
  // A proxy on this machine brings everybody by one address.
  if (isLoopback(address.replace(/^::ffff:/, ""))) return;
  const count = (open.get(address) ?? 0) + 1;
  open.set(address, count);
  socket.once("close", () => {
    const left = (open.get(address) ?? 1) - 1;
    if (left > 0) open.set(address, left);
    else open.delete(address);
  });
  if (count > maxSocketsPerAddress) socket.destroy();
}
