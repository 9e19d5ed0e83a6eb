import type { IncomingReply } from "@formloom/plugin-sdk";
import type { Agent, Dispatcher } from "undici";

export interface Exchange {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  /** What of the reply's body is kept; the rest is not read. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Ends the exchange early; the promise rejects with its reason. */
  readonly signal: AbortSignal;
}

/** The other side took longer than the exchange was given. */
export class ExchangeTimeout extends Error {}

/**
 * One request and its whole reply. Straight on the client's own callbacks: a stream for each reply would
 * cost more than everything else that a short request needs.
 */
export function exchange(agent: Agent, request: Exchange): Promise<IncomingReply> {
  return new Promise((resolve, reject) => {
    const { url, method, headers, body } = request;
    const conversation = new Conversation(request, resolve, reject);
    if (conversation.isOver) return;
    const target = { origin: url.origin, path: url.pathname + url.search };
    agent.dispatch({ ...target, method, headers, body }, conversation);
  });
}

class Conversation implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #maxBytes: number;
  readonly #resolve: (reply: IncomingReply) => void;
  readonly #reject: (error: Error) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #over = false;
  #status = 0;
  #headers: Record<string, string> = {};
  readonly #parts: Buffer[] = [];
  #size = 0;

  constructor(
    { signal, timeoutMs, maxBytes }: Exchange,
    resolve: (reply: IncomingReply) => void,
    reject: (error: Error) => void,
  ) {
    this.#signal = signal;
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#giveUp(new ExchangeTimeout()), timeoutMs);
    if (signal.aborted) this.#abandon();
    else signal.addEventListener("abort", this.#abandon, { once: true });
  }

  get isOver(): boolean {
    return this.#over;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error("the request was given up before it began"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Interim answers come first; the last one stays.
    this.#status = status;
    this.#headers = flatHeaders(headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, part: Buffer): void {
    if (this.#over) return;
    const room = this.#maxBytes - this.#size;
    this.#size += part.length;
    if (part.length <= room) {
      this.#parts.push(part);
      return;
    }
    this.#parts.push(part.subarray(0, room));
    this.#finish(true);
    controller.abort(new Error("the reply is longer than what is kept of it"));
  }

  onResponseEnd(): void {
    if (!this.#over) this.#finish(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#over) return;
    this.#end();
    this.#reject(error);
  }

  readonly #abandon = (): void => {
    const { reason } = this.#signal;
    const error = new Error("the request was abandoned", { cause: reason });
    this.#giveUp(reason instanceof Error ? reason : error);
  };

  /** Also before there is a connection, when there is nothing to cut off yet. */
  #giveUp(error: Error): void {
    this.#end();
    this.#reject(error);
    this.#controller?.abort(error);
  }

  #finish(truncated: boolean): void {
    this.#end();
    const body = Buffer.concat(this.#parts).toString("utf8");
    this.#resolve({ status: this.#status, headers: this.#headers, body, truncated });
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#abandon);
  }
}

function flatHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
