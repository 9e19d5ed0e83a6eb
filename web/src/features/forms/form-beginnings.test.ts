import { fieldsSchema } from "@formloom/shared/form";
import { describe, expect, it } from "vitest";
import { fieldsToBeginWith, formBeginnings } from "./form-beginnings.ts";

describe("what a form can begin with", () => {
  it.each(formBeginnings)("$id is questions that the API takes as they are", ({ id, fields }) => {
    expect(fieldsSchema.parse(fieldsToBeginWith(id))).toEqual(fields);
  });

  it("is nothing for a beginning that nobody knows", () => {
    expect(fieldsToBeginWith("gone")).toEqual([]);
    expect(fieldsToBeginWith(undefined)).toEqual([]);
  });
});
