import { describe, expect, it } from "vitest";
import { csvLine } from "./send-csv.ts";

describe("csvLine", () => {
  it("quotes what would break the table", () => {
    expect(csvLine(["a", 'say "hi"', "x,y", "two\nlines", null, 1.5])).toBe(
      'a,"say ""hi""","x,y","two\nlines",,1.5\r\n',
    );
  });

  it.each([
    "=1+1",
    "+cmd",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\u200b=1",
    '=HYPERLINK("x")',
  ])("keeps a spreadsheet from running %j", (text) =>
    expect(csvLine([text]).replace(/^"/, "")).toMatch(/^'/),
  );

  it.each(["-5", "+4420794", "-1.50"])("leaves the number %s a number", (text) =>
    expect(csvLine([text])).toBe(`${text}\r\n`),
  );
});
