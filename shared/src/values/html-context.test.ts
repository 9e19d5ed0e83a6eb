import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pillContexts, renderHtml } from "./html-context.ts";
import { parseTemplate } from "./template.ts";

function html(template: string, value: unknown): unknown {
  const outcome = renderHtml(template, { a: value, b: "b" });
  return outcome.ok ? outcome.value : outcome.code;
}

function contexts(template: string): readonly string[] {
  const parsed = parseTemplate(template);
  return parsed.ok ? pillContexts(parsed.value) : [parsed.error.code];
}

describe("renderHtml", () => {
  it.each([
    ["<p>{{a}}</p>", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"],
    ["<p>{{a}}</p>", '"><img src=x>', "<p>&quot;&gt;&lt;img src=x&gt;</p>"],
    ["<p>{{a}}</p>", "&#x3c;b&#x3e;", "<p>&amp;#x3c;b&amp;#x3e;</p>"],
    ['<i title="{{a}}">', '" onclick="x', '<i title="&quot; onclick=&quot;x">'],
    ["<i title={{a}}>", "x onclick=y", "<i title=x&#32;onclick&#61;y>"],
    ['<a href="{{a}}">', "javascript:alert(1)", '<a href="#">'],
    ['<a href="{{a}}">', " JaVaScRiPt:alert(1)", '<a href="#">'],
    ['<a href="{{a}}">', "java\nscript:alert(1)", '<a href="#">'],
    ['<a href="{{a}}">', "data:text/html,x", '<a href="#">'],
    ['<a href="{{a}}">', "//evil.example", '<a href="#">'],
    ['<a href="{{a}}">', "https://x.no/?a=1&b=2", '<a href="https://x.no/?a=1&amp;b=2">'],
    ['<a href="{{a}}">', "mailto:a@x.no", '<a href="mailto:a@x.no">'],
    ['<a href="mailto:{{a}}">', "a@x.no?bcc=e", '<a href="mailto:a%40x.no%3Fbcc%3De">'],
    ['<a href="{{b}}{{a}}">', "script:x", '<a href="#script%3Ax">'],
    ["<a href={{a}}>", "https://x.no/ onclick=y", "<a href=https://x.no/%20onclick=y>"],
    ['<i style="color:{{a}}">', "url(javascript:x)", '<i style="color:">'],
    ['<i onclick="{{a}}">', "alert(1)", '<i onclick="">'],
    ["<style>a{b:{{a}}}</style>{{b}}", "url(x)", "<style>a{b:}</style>b"],
    ["<script>x={{a}}</script>{{b}}", "alert(1)", "<script>x=</script>b"],
    ["<!-- {{a}} -->{{b}}", "--><b>", "<!--  -->b"],
    ["<{{a}}>", "script", "<>"],
    ["<b {{a}}>{{b}}", "onclick=x", "<b >b"],
    ["1 < {{a}}", "2", "1 < 2"],
  ])("renders %s with %j safely", (template, value, expected) => {
    expect(html(template, value)).toBe(expected);
  });

  it("knows where a pill stands", () => {
    expect(contexts("<A HREF='{{a}}/{{b}}' title=\"x {{c}}\" data-x>{{d}}<br/>{{e}}")).toEqual([
      "url",
      "url_part",
      "attribute",
      "text",
      "text",
    ]);
    expect(contexts("<svg xlink:href='{{a}}'><SCRIPT>'</scrip>'{{b}}</SCRIPT >{{c}}")).toEqual([
      "url",
      "forbidden",
      "text",
    ]);
  });

  it("passes on a template's problems", () => {
    expect(html("{{=1}}", 1)).toBe("template_syntax");
  });

  it("lets no value open a tag or leave its quotes, whatever surrounds it", () => {
    const piece = fc.constantFrom(
      "<p>",
      "</p>",
      '<a href="',
      '">',
      "<i title='",
      "'>",
      "text",
      "{{a}}",
    );
    const value = fc.stringMatching(/^[<>"'=` a:/-]{0,20}$/);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), value, (pieces, text) => {
        const template = pieces.join("");
        const rendered = String(html(template, text));
        const blank = String(html(template, ""));
        expect(rendered.match(/[<>"']/g)).toEqual(blank.match(/[<>"']/g));
      }),
    );
  });
});
