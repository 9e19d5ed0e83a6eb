import { fieldsSchema } from "@formloom/shared/form";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addField,
  changeField,
  fieldIdOf,
  moveField,
  restoreField,
  toDrafts,
  toFields,
} from "./field-edits.ts";

const saved = toDrafts([
  { id: "name", kind: "text", label: "Name", required: true },
  { id: "mail", kind: "email", label: "Mail", required: false },
]);

describe("field edits", () => {
  it("give a new question an id made of its label", () => {
    const drafts = addField(saved, { kind: "number", label: "Your budget (€)", key: "k1" });
    expect(toFields(drafts).at(-1)).toMatchObject({ id: "your_budget", kind: "number" });
  });

  it("keep the id of a saved question when its label changes", () => {
    const [first] = toFields(changeField(saved, "name", { label: "Full name" }));
    expect(first).toMatchObject({ id: "name", label: "Full name" });
  });

  it("never use an id again, neither a present nor a retired one", () => {
    const drafts = addField(saved, { kind: "text", label: "Name", key: "k1" });
    expect(toFields(drafts, new Set(["name_2"])).at(-1)?.id).toBe("name_3");
  });

  it("give a question that comes back after it was deleted and saved a new id", () => {
    expect(toFields(saved, new Set(["name"]))[0]?.id).toBe("name_2");
  });

  it("put a removed question back once", () => {
    const [first, second] = saved;
    if (first === undefined || second === undefined) throw new Error("Expected two questions");
    const back = restoreField([second], first, 0);
    expect(back).toEqual(saved);
    expect(restoreField(back, first, 0)).toBe(back);
  });

  it("take a property out when it becomes undefined", () => {
    const [first] = toFields(
      changeField(changeField(saved, "name", { help: "x" }), "name", { help: undefined }),
    );
    expect(first).not.toHaveProperty("help");
  });

  it("move a question, and leave it where there is no place", () => {
    expect(moveField(saved, "mail", -1).map(({ key }) => key)).toEqual(["mail", "name"]);
    expect(moveField(saved, "mail", 1)).toBe(saved);
  });

  it("give options ids of their own", () => {
    const drafts = addField([], { kind: "choice", label: "Size", key: "k1" });
    const options = [
      { id: "", label: "Big" },
      { id: "", label: "Big" },
    ];
    const [field] = toFields(changeField(drafts, "k1", { options }));
    expect(field?.options?.map(({ id }) => id)).toEqual(["big", "big_2"]);
  });

  it("make legal fields of any labels", () => {
    const labels = fc.array(
      fc.string({ minLength: 1, maxLength: 90 }).filter((text) => text.trim() !== ""),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(labels, (texts) => {
        const drafts = texts.reduce(
          (all, label, index) => addField(all, { kind: "text", label, key: `k${index}` }),
          toDrafts([]),
        );
        expect(fieldsSchema.safeParse(toFields(drafts)).success).toBe(true);
      }),
    );
  });
});

describe("fieldIdOf", () => {
  it("begins with a letter whatever the label begins with", () => {
    expect(fieldIdOf("2nd name")).toBe("q_2nd_name");
    expect(fieldIdOf("Größe")).toBe("gro_e");
    expect(fieldIdOf("名前")).toBe("question");
  });
});
