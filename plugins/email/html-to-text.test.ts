import { describe, expect, it } from "vitest";
import { htmlToText } from "./html-to-text.ts";

describe("htmlToText", () => {
  it("keeps paragraphs, breaks and headings apart", () => {
    expect(htmlToText("<h1>Hi</h1><p>one<br>two</p>\n<p>three</p><hr><p>end</p>")).toBe(
      "Hi\n\none\ntwo\n\nthree\n\n---\n\nend",
    );
  });

  it("counts numbered lists, and moves lists within lists in", () => {
    const html =
      "<p>a</p><ol><li>one<ul><li>x</li><li>y</li></ul></li><li><p>two</p></li></ol><ul><li>z</li></ul>b";
    expect(htmlToText(html)).toBe("a\n\n1. one\n  - x\n  - y\n2. two\n\n- z\n\nb");
  });

  it("says where links and buttons lead, once", () => {
    const button =
      '<table role="presentation"><tr><td><a href="https://a.example/x?a=1&amp;b=2" style="x">Open it</a></td></tr></table>';
    expect(
      htmlToText(`<p>See <a href="https://a.example">https://a.example</a></p>${button}<p>bye</p>`),
    ).toBe("See https://a.example\n\nOpen it (https://a.example/x?a=1&b=2)\n\nbye");
  });

  it("has the words of images, and nothing of those that only decorate", () => {
    expect(htmlToText('<p><img src="x.png" alt="Our &amp; logo"></p><img alt="" src="y">end')).toBe(
      "Our & logo\n\nend",
    );
  });

  it("leaves out what nobody reads", () => {
    expect(
      htmlToText("<style>p{}</style><!-- <p>no</p> --><script>1<2</script>a &lt;b&gt; &#8364;"),
    ).toBe("a <b> €");
  });

  it("reads items without a list, and lists that do not end", () => {
    expect(htmlToText("<li>a</li><ol><li>b")).toBe("- a\n\n1. b");
    expect(htmlToText("</ul></ol>x")).toBe("x");
  });
});
