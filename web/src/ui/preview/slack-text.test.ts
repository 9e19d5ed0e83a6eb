import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSlackText, type SlackSpan } from "./slack-text.ts";

const spansOf = (text: string): readonly SlackSpan[] =>
  readSlackText(text).flatMap((line) => (line.kind === "code" ? [] : line.spans));

describe("readSlackText", () => {
  it("draws marks, links and mentions as Slack does", () => {
    expect(spansOf("*New* from _Ada_ ~old~ `x` <https://a.example|site> <!channel>")).toEqual([
      { kind: "bold", text: "New" },
      { kind: "text", text: " from " },
      { kind: "italic", text: "Ada" },
      { kind: "text", text: " " },
      { kind: "strike", text: "old" },
      { kind: "text", text: " " },
      { kind: "code", text: "x" },
      { kind: "text", text: " " },
      { kind: "link", text: "site", address: "https://a.example" },
      { kind: "text", text: " " },
      { kind: "mention", text: "@channel" },
    ]);
  });

  it("leaves marks within words and escaped answers as text", () => {
    expect(spansOf("2*3*4 snake_case_name")).toEqual([
      { kind: "text", text: "2*3*4 snake_case_name" },
    ]);
    expect(spansOf("&lt;!channel&gt; &amp;lt;")).toEqual([
      { kind: "text", text: "<!channel> &lt;" },
    ]);
    expect(spansOf("<javascript:alert(1)|x>")).toEqual([
      { kind: "text", text: "<javascript:alert(1)|x>" },
    ]);
  });

  it("knows quotes and blocks of code", () => {
    expect(readSlackText("a\n> b\n```\nc *d*\n```\ne").map((line) => line.kind)).toEqual([
      "line",
      "quote",
      "line",
      "code",
      "line",
    ]);
    expect(readSlackText("```\nc *d*\n```")).toEqual([{ kind: "code", text: "c *d*" }]);
    expect(readSlackText("``` left open")).toEqual([
      { kind: "line", spans: [{ kind: "text", text: " left open" }] },
    ]);
  });

  it("loses no letter, whatever it reads", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", " ", "*", "_", "~", "\n") }),
        (text) => {
          const shown = readSlackText(text)
            .map((line) =>
              line.kind === "code" ? line.text : line.spans.map((s) => s.text).join(""),
            )
            .join("\n");
          expect(shown.replace(/[^ab]/g, "")).toBe(text.replace(/[^ab]/g, ""));
        },
      ),
    );
  });
});
