import type { BackfillCount } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { describe, expect, it } from "vitest";
import { actWords } from "./forecast-words.ts";

const fields: readonly Field[] = [{ id: "mail", kind: "email", label: "E-mail", required: true }];
const act = (more: Partial<BackfillCount["acts"][number]>): BackfillCount["acts"][number] => ({
  nodeId: "n",
  name: "Thank",
  type: "email",
  to: [],
  ...more,
});

describe("actWords", () => {
  it("names those who answered by the question, and others as they are set up", () => {
    const to = ["{{ answers.mail | required }}", "sales@example.test", "{{ answers.mail }}"];
    expect(actWords(act({ to }), 214, fields)).toBe(
      "Up to 214 emails, each to the answer to “E-mail”, sales@example.test",
    );
  });

  it("cuts long lists, and says so", () => {
    const to = ["a@x.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test", "f@x.test"];
    expect(actWords(act({ to }), 1, fields)).toBe(
      "Up to 1 email, each to a@x.test, b@x.test, c@x.test, d@x.test and 2 more",
    );
  });

  it("names the step where it knows no recipients", () => {
    expect(actWords(act({ type: "webhook" }), 2, fields)).toBe(
      "Up to 2 web requests by the step “Thank”",
    );
    expect(actWords(act({ type: "sheets" }), 1, fields)).toBe("Up to 1 action by the step “Thank”");
  });
});
