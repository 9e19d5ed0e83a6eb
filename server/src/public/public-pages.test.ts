import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "../../test/support/http-client.ts";
import { startTestApp, type TestApp } from "../../test/support/app.ts";

let app: TestApp;
let admin: ApiClient;
let formId: string;
const fields = [
  { id: "name", kind: "text", label: "Your <b>name</b>", required: true },
  { id: "email", kind: "email", label: "E-mail", required: true, help: "We never share it." },
  { id: "budget", kind: "number", label: "Budget" },
  {
    id: "topics",
    kind: "choices",
    label: "Topics",
    options: [
      { id: "a", label: "A" },
      { id: "b", label: "B" },
    ],
  },
  { id: "stars", kind: "rating", label: "Stars" },
  { id: "agree", kind: "boolean", label: "I agree" },
  { id: "cv", kind: "file", label: "CV" },
  { id: "source", kind: "hidden", label: "Source", defaultValue: "web" },
];

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
  formId = (await admin.post("/api/forms", { name: "Contact <us>", slug: "contact", fields })).body
    .id;
});
afterAll(() => app.stop());

const post = (body: string, type = "application/x-www-form-urlencoded") =>
  app.anonymous.send("POST", "/f/contact", { body, headers: { "content-type": type } });
const responses = async () => (await admin.get(`/api/forms/${formId}/responses`)).body.items;

function multipart(parts: readonly (readonly [string, string, string?])[]): string {
  const body = parts.map(
    ([name, value, file]) =>
      `--b\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? "" : `; filename="${file}"\r\ncontent-type: text/html`}\r\n\r\n${value}\r\n`,
  );
  return `${body.join("")}--b--\r\n`;
}

describe("the public page", () => {
  it("holds every question with a label, escaped, and no script at all", async () => {
    const { status, text, headers } = await app.anonymous.get(
      "/f/contact?source=mail&name=%22%3E%3Cimg%3E",
    );
    expect(status).toBe(200);
    expect(text).toContain("Contact &lt;us&gt;");
    expect(text).toContain("Your &lt;b&gt;name&lt;/b&gt;");
    expect(text).not.toContain("<img");
    expect(text).not.toMatch(/<script|javascript:|\son\w+=|\sstyle=/i);
    expect(text).toContain('value="mail"');
    for (const id of ["name", "email", "budget", "cv"])
      expect(text).toContain(`<label for="q-${id}">`);
    expect(headers["content-security-policy"]).toContain("script-src 'self'");
    expect((await app.anonymous.get("/f/assets/page.css")).headers["content-type"]).toContain(
      "text/css",
    );
  });

  it("stores what is sent, and says thank you by another address", async () => {
    const answer = await post(
      "name=Ada&email=ada%40example.org&budget=1%2C5&topics=a&topics=b&stars=4&agree=on&source=web&cv=",
    );
    expect([answer.status, answer.headers.location]).toEqual([303, "/f/contact/thanks"]);
    expect((await app.anonymous.get("/f/contact/thanks")).text).toContain("Thank you");
    const [latest] = await responses();
    expect(latest.answers).toEqual({
      name: "Ada",
      email: "ada@example.org",
      budget: 1.5,
      topics: ["a", "b"],
      stars: 4,
      agree: true,
      source: "web",
    });
  });

  it("shows again what was typed, and where it is wrong", async () => {
    const before = (await responses()).length;
    const { status, text } = await post(
      "_key=k123456789012345678&name=&email=no%3Cb%3E&budget=much&topics=b",
    );
    expect(status).toBe(422);
    expect(text).toContain('role="alert"');
    expect(text).toContain('<a href="#q-email">');
    expect(text).toContain('value="no&lt;b&gt;"');
    expect(text).toContain('value="much"');
    expect(text).toMatch(/value="b" checked/);
    expect(text).toContain('value="k123456789012345678"');
    expect(text.match(/aria-invalid="true"/g)).toHaveLength(3);
    expect(await responses()).toHaveLength(before);
  });

  it("makes one response of a double click, and another of other answers", async () => {
    const before = (await responses()).length;
    const body = "_key=0198aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee&name=Bea&email=bea%40example.org";
    for (let times = 0; times < 2; times += 1) expect((await post(body)).status).toBe(303);
    expect(await responses()).toHaveLength(before + 1);
    expect((await post(body.replace("Bea", "Cleo"))).status).toBe(303);
    expect(await responses()).toHaveLength(before + 2);
  });

  it("keeps uploads as files to save, whatever they say they are", async () => {
    const body = multipart([
      ["name", "Ada"],
      ["email", "ada@example.org"],
      ["cv", "<script>alert(1)</script>", "../../x\u202e.html"],
    ]);
    expect((await post(body, "multipart/form-data; boundary=b")).status).toBe(303);
    const [latest] = await responses();
    expect(latest.answers.cv).toMatchObject({
      name: "x.html",
      contentType: "text/html",
      sizeBytes: 25,
    });
    const file = `/api/forms/${formId}/responses/${latest.id}/files/${latest.answers.cv.fileId}`;
    const { headers, text } = await admin.get(file);
    expect(text).toBe("<script>alert(1)</script>");
    expect(headers["content-type"]).toBe("application/octet-stream");
    expect(headers["content-disposition"]).toMatch(/^attachment;/);
    expect(headers["content-security-policy"]).toContain("sandbox");
    expect((await app.anonymous.get(file)).status).toBe(401);
    await admin.delete(`/api/forms/${formId}/responses/${latest.id}`);
    expect(await app.prisma.formFile.count()).toBe(0);
  });

  it("never takes a file from text, nor leaves files of what was refused", async () => {
    const forged = await post("name=A&email=a%40example.org&cv=%7B%22fileId%22%3A%22x%22%7D");
    expect(forged.status).toBe(422);
    const body = multipart([["cv", "x", "a.txt"]]);
    expect((await post(body, "multipart/form-data; boundary=b")).status).toBe(422);
    expect(await app.prisma.formFile.count()).toBe(0);
  });

  it("refuses other bodies, broken ones, and names nobody asked for", async () => {
    expect((await post('{"name":"A"}', "application/json")).status).toBe(415);
    expect((await post("name=%FF&email=a")).status).toBe(400);
    expect((await post("a%5Bb%5D%5Bc%5D=1&name=A&email=a%40example.org")).status).toBe(422);
    expect((await post("name=A%00&email=a%40example.org")).status).toBe(422);
    expect((await post("name=A&name=B&email=a%40example.org")).status).toBe(422);
    expect((await post("broken", "multipart/form-data")).status).toBe(400);
  });

  it("takes what falls into the trap without storing it", async () => {
    const before = (await responses()).length;
    const answer = await post("name=Bot&email=bot%40example.org&_fax=123");
    expect(answer.status).toBe(202);
    expect(await responses()).toHaveLength(before);
  });

  it("is the same 404 page for closed, deleted and unknown forms", async () => {
    const made = await admin.post("/api/forms", { name: "C", slug: "closed-one", fields });
    await admin.patch(`/api/forms/${made.body.id}`, { open: false });
    const closed = await app.anonymous.get("/f/closed-one");
    const unknown = await app.anonymous.get("/f/never-was");
    expect([closed.status, closed.text]).toEqual([404, unknown.text]);
    const sent = await app.anonymous.send("POST", "/f/closed-one", {
      body: "name=A",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect([sent.status, sent.text]).toEqual([404, unknown.text]);
  });
});
