import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A web server of the test's own. */
export interface HttpSink {
  /** Without a slash at its end. */
  readonly origin: string;
  readonly received: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/**
 * Starts a web server on a free loopback port, which keeps what it got and answers as told (default:
 * 200 and nothing).
 *
 * @example await using sink = await openSink((request, response) => response.end("ok"));
 */
export async function openSink(
  answer: (request: ReceivedRequest, response: ServerResponse) => void = (_request, response) =>
    void response.end(),
): Promise<HttpSink & AsyncDisposable> {
  const received: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${port}`, received, close, [Symbol.asyncDispose]: close };
}
