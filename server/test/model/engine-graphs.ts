import type { Variant } from "./engine.model.ts";

type Node = { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>;

const events = ["form.submitted", "response.edited", "response.deleted"];
const trigger: Node = { id: "start", type: "trigger", config: { events, filter: null } };
const big = {
  combinator: "and",
  rules: [{ field: "answers.size", operator: ">", value: 5 }],
};

/** The graph of a variant, its acts at a sink that answers by path: `/ok`, `/bad` or `/again`. */
export function graphOf(variant: Variant, sinkUrl: string): unknown {
  const act = (id: string, path = "ok", settings: object = {}): Node => ({
    id,
    type: "webhook",
    config: { url: `${sinkUrl}/${path}/${id}` },
    settings,
  });
  const split: Node = {
    id: "split",
    type: "branch",
    config: { branches: [{ port: "a", name: "Big", condition: big }] },
  };
  const quickly = { retry: { maxAttempts: 5, firstDelayMs: 100, factor: 1, maxDelayMs: 100 } };
  const graphs: Readonly<Record<Variant, readonly [nodes: Node[], edges: string[]]>> = {
    send: [[act("one")], ["start>one"]],
    filter: [
      [{ id: "only", type: "filter", config: { condition: big } }, act("one")],
      ["start>only", "only>one"],
    ],
    stop: [
      [act("bad", "bad"), act("one")],
      ["start>bad", "bad>one"],
    ],
    goOn: [
      [act("bad", "bad", { onError: "continue" }), act("one")],
      ["start>bad", "bad>one"],
    ],
    caught: [
      [act("bad", "bad"), act("one"), act("two")],
      ["start>bad", "bad>one", "bad.error>two"],
    ],
    ways: [
      [
        split,
        act("one"),
        act("two"),
        { id: "join", type: "merge", config: { mode: "all" } },
        act("three"),
      ],
      ["start>split", "split.a>one", "split.otherwise>two", "one>join", "two>join", "join>three"],
    ],
    again: [[act("one", "again", quickly)], ["start>one"]],
  };
  const [nodes, edges] = graphs[variant];
  return {
    nodes: [trigger, ...nodes],
    edges: edges.map((text, at) => {
      const [from = "", target = ""] = text.split(">");
      const [source = "", sourcePort = "out"] = from.split(".");
      return { id: `e${at}`, source, sourcePort, target };
    }),
  };
}
