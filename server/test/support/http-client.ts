import { request, type IncomingHttpHeaders } from "node:http";

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; tests look into it freely. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what it finds
  readonly body: any;
}

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; `json` is stringified. */
  readonly body?: string | Buffer;
  readonly json?: unknown;
}

/** Speaks HTTP to the app under test and keeps its session's cookie. */
export class ApiClient {
  readonly url: string;
  cookie = "";
  person = { id: "", email: "", password: "" };

  constructor(url: string) {
    this.url = url;
  }

  /** Remembers who an answer of sign-in or set-up is about. */
  keepPerson(answer: ApiAnswer, password: string): void {
    if (answer.status >= 300) throw new Error(`Not signed in: ${answer.status} ${answer.text}`);
    this.cookie = (answer.headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; ");
    this.person = { id: answer.body.user.id, email: answer.body.user.email, password };
  }

  get(path: string, headers?: Sending["headers"]): Promise<ApiAnswer> {
    return this.send("GET", path, headers === undefined ? {} : { headers });
  }
  post(path: string, json?: unknown, headers?: Sending["headers"]): Promise<ApiAnswer> {
    return this.send("POST", path, { json, ...(headers === undefined ? {} : { headers }) });
  }
  patch(path: string, json: unknown, version: number | string = "*"): Promise<ApiAnswer> {
    const match = typeof version === "number" ? `"${version}"` : version;
    return this.send("PATCH", path, { json, headers: { "if-match": match } });
  }
  delete(path: string): Promise<ApiAnswer> {
    return this.send("DELETE", path);
  }

  send(method: string, path: string, sending: Sending = {}): Promise<ApiAnswer> {
    const body = sending.json === undefined ? sending.body : JSON.stringify(sending.json);
    const headers: Record<string, string> = {
      ...(this.cookie === "" ? {} : { cookie: this.cookie }),
      ...(sending.json === undefined ? {} : { "content-type": "application/json" }),
      ...sending.headers,
    };
    if (body !== undefined) headers["content-length"] ??= String(Buffer.byteLength(body));
    return new Promise((resolve, reject) => {
      const outgoing = request(this.url + path, { method, headers, agent: false }, (incoming) => {
        const { statusCode: status = 0, headers } = incoming;
        // A stream of events never ends: that it began is all there is to see here.
        if (headers["content-type"]?.startsWith("text/event-stream") === true) {
          incoming.destroy();
          resolve({ status, headers, text: "", body: undefined });
          return;
        }
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => void chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status, headers, text, body: parse(text, headers["content-type"]) });
        });
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }
}

function parse(text: string, type: string | undefined): unknown {
  return type?.includes("json") === true ? JSON.parse(text) : undefined;
}
