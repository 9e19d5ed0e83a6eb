import { connect, type Socket } from "node:net";
import type { IncomingReply } from "../step-context.ts";
import type { RecordedRequest } from "./fake-context.ts";

/** Sends a plugin's request to a server of the test's own, without the guard that would refuse it. */
export async function loopbackFetch(request: RecordedRequest): Promise<IncomingReply> {
  const response = await fetch(request.url, {
    method: request.method ?? "GET",
    headers: { ...request.headers },
    redirect: "manual",
    ...(request.body === undefined ? {} : { body: Buffer.from(request.body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const maxBytes = request.maxBytes ?? 1_048_576;
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: bytes.subarray(0, maxBytes).toString("utf8"),
    truncated: bytes.length > maxBytes,
  };
}

/** Opens a socket to a server of the test's own, without the guard that would refuse it. */
export function loopbackConnect(target: { host: string; port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(target.port, target.host);
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}
