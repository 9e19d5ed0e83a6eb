import type { FromThread, ToThread } from "./protocol.ts";

const askTimeoutMs = 15_000;
/** A trial is many steps, of which one alone may take some seconds; so may a mail server. */
const tryTimeoutMs = 60_000;

/** What a thread answers besides being told. */
type AskMessage = Extract<ToThread, { kind: "ask" | "try" | "send" }>;
type Unnumbered<Message> = Message extends unknown ? Omit<Message, "id"> : never;

/** A plugin's answer to a question was an error; `facts` is a StepError. */
export class PluginQuestionFailed extends Error {
  readonly facts: unknown;

  constructor(facts: unknown) {
    super("the plugin could not answer");
    this.facts = facts;
  }
}

interface Question {
  readonly thread: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Questions to plugins that are not steps of a run, until they are answered or given up. */
export class PluginQuestions {
  readonly #open = new Map<number, Question>();
  #count = 0;

  /** Asks in a thread; rejects with {@link PluginQuestionFailed}. */
  ask(
    question: Unnumbered<AskMessage>,
    thread: string,
    tell: (thread: string, message: ToThread) => void,
  ): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      const settle = (done: (value: unknown) => void) => (value: unknown) => {
        clearTimeout(timer);
        this.#open.delete(id);
        done(value);
      };
      const fail = settle(reject);
      const timeoutMs = question.kind === "ask" ? askTimeoutMs : tryTimeoutMs;
      const timer = setTimeout(() => fail(new PluginQuestionFailed(null)), timeoutMs);
      this.#open.set(id, { thread, resolve: settle(resolve), reject: fail });
      tell(thread, { ...question, id });
    });
  }

  answer(message: Extract<FromThread, { kind: "answer" }>): void {
    const question = this.#open.get(message.id);
    if (message.ok) question?.resolve(message.value);
    else question?.reject(new PluginQuestionFailed(message.value));
  }

  /** A thread is gone: what it was asked stays without an answer. */
  threadGone(thread: string): void {
    for (const question of this.#open.values()) {
      if (question.thread === thread) question.reject(new PluginQuestionFailed(null));
    }
  }
}
