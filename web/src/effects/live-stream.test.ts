import { describe, expect, it } from "vitest";
import { parseChange } from "./live-stream.ts";

const step = {
  runId: "r",
  formId: "f",
  pipelineId: "p",
  nodeId: "email",
  status: "completed",
  attempt: 1,
};

describe("parseChange", () => {
  it("reads changes of steps and runs", () => {
    expect(parseChange("step", JSON.stringify(step))).toEqual({ type: "step", change: step });
    const run = { runId: "r", formId: "f", pipelineId: "p", status: "failed" };
    expect(parseChange("run", JSON.stringify(run))).toEqual({ type: "run", change: run });
  });

  it("takes a resync without data", () => {
    expect(parseChange("resync", "")).toEqual({ type: "resync" });
  });

  it("passes over what it does not understand", () => {
    expect(parseChange("step", "{")).toBeNull();
    expect(parseChange("step", JSON.stringify({ ...step, status: "dancing" }))).toBeNull();
    expect(parseChange("run", undefined)).toBeNull();
  });
});
