import { z } from "zod";
import type { Ledger } from "./ledger.ts";
import { pause } from "./pause.ts";
import type { Random } from "./random.ts";

export interface LoadOptions {
  readonly formId: string;
  /** How many submissions. */
  readonly count: number;
  readonly clients: number;
  /** Longest pause of a client between two submissions, in ms. */
  readonly pauseMs: number;
  /** Where the n-th request goes; asked anew for every try. */
  readonly url: () => string;
  /** Makes the subjects of several loads in one experiment distinct. */
  readonly tag?: string;
  readonly answers?: (n: number) => Readonly<Record<string, unknown>>;
  /** A request that takes longer counts as broken, in ms. */
  readonly timeoutMs?: number;
  /** Longest that one submission is tried, in ms. */
  readonly giveUpAfterMs?: number;
}

/** One answer that a client got. */
export interface Reply {
  /** When it was sent, as `performance.now()`. */
  readonly sentAtMs: number;
  readonly ms: number;
  /** 0: the connection broke or timed out. */
  readonly status: number;
  readonly retryAfter: string | null;
  readonly replayed: boolean;
}

export interface Load {
  readonly done: () => number;
  readonly replies: readonly Reply[];
  /** Requests that were sent again with the same key. */
  readonly resent: () => number;
  /** Starts no further submission; those under way are still tried until they are taken. */
  stop(): void;
  readonly finished: Promise<void>;
}

const stored = z.object({ id: z.string() });

/** Clients that submit, and send again with the same key what was not answered, as real ones would. */
export function submitLoad(
  options: LoadOptions,
  world: { readonly ledger: Ledger; readonly random: Random; readonly seed: number },
): Load {
  const replies: Reply[] = [];
  let done = 0;
  let resent = 0;
  let next = 0;
  const stop = new AbortController();
  const submitOne = async (n: number): Promise<void> => {
    const subject = `subj-${world.seed.toString(36)}${options.tag ?? ""}-${n}`;
    const answers = { subject, budget: 5000, ...options.answers?.(n) };
    const end = performance.now() + (options.giveUpAfterMs ?? 180_000);
    for (;;) {
      const { reply, text } = await post(options, subject, answers);
      replies.push(reply);
      if (reply.status === 201) {
        const { id } = stored.parse(JSON.parse(text));
        await world.ledger.acknowledge({ subject, responseId: id, answers });
        return;
      }
      if (reply.status > 0 && reply.status < 500 && reply.status !== 429) {
        throw new Error(`refused: ${reply.status} ${text}`);
      }
      if (performance.now() > end)
        throw new Error(`${subject} was never taken: ${reply.status} ${text}`);
      resent += 1;
      await pause(30 + world.random.next() * 100);
    }
  };
  const client = async (): Promise<void> => {
    for (let n = next++; n < options.count && !stop.signal.aborted; n = next++) {
      await submitOne(n);
      done += 1;
      // A steady stream rather than a burst, so that faults find work at every stage.
      if (options.pauseMs > 0) await pause(world.random.next() * options.pauseMs);
    }
  };
  const finished = Promise.all(Array.from({ length: options.clients }, client)).then(
    () => undefined,
  );
  finished.catch(() => undefined); // whoever awaits it sees it; until then it is not unhandled
  return {
    done: () => done,
    replies,
    resent: () => resent,
    stop: () => stop.abort(),
    finished,
  };
}

async function post(
  options: LoadOptions,
  key: string,
  answers: unknown,
): Promise<{ reply: Reply; text: string }> {
  const sentAtMs = performance.now();
  const since = (): number => Math.round((performance.now() - sentAtMs) * 10) / 10;
  try {
    const answer = await fetch(`${options.url()}/api/forms/${options.formId}/responses`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ data: answers }),
      signal: AbortSignal.timeout(options.timeoutMs ?? 20_000),
    });
    const text = await answer.text();
    return {
      text,
      reply: {
        sentAtMs,
        ms: since(),
        status: answer.status,
        retryAfter: answer.headers.get("retry-after"),
        replayed: answer.headers.get("idempotent-replayed") === "true",
      },
    };
  } catch {
    return {
      text: "",
      reply: { sentAtMs, ms: since(), status: 0, retryAfter: null, replayed: false },
    };
  }
}
