import { describe, expect, it } from "vitest";
import { graphOf, sampleTypes } from "../../plugins/build-graph.ts";
import { ancestorsOf, openPorts, possibleTargets } from "./graph-walk.ts";
import { outlineRows } from "./outline-rows.ts";

const ids = (graph: ReturnType<typeof graphOf>) =>
  outlineRows(graph, sampleTypes).map(
    (row) => `${"  ".repeat(row.depth)}${row.via ?? ""}${row.loose ? "?" : ""}${row.nodeId}`,
  );

describe("outlineRows", () => {
  it("lists a chain flat", () => {
    expect(ids(graphOf(["trigger > filter", "filter > email"]))).toEqual([
      "trigger",
      "filter",
      "email",
    ]);
  });

  it("goes deeper where ways part, in the order of the ports", () => {
    const graph = graphOf(["trigger > branch", "branch:otherwise > slack", "branch:big > email"], {
      branch: { config: { branches: [{ port: "big", name: "Big" }] } },
    });
    expect(ids(graph)).toEqual(["trigger", "branch", "  If Bigemail", "  Otherwiseslack"]);
  });

  it("puts a merge below everything that leads to it, once", () => {
    const graph = graphOf(["trigger > email", "trigger > slack", "email > merge", "slack > merge"]);
    expect(ids(graph)).toEqual(["trigger", "  email", "  slack", "  merge"]);
  });

  it("lists loose steps last, even those in a circle", () => {
    const graph = graphOf(["trigger > email", "slack1 > slack2", "slack2 > slack1"], {
      filter: {},
    });
    expect(ids(graph)).toEqual(["trigger", "email", "?filter", "?slack1", "?slack2"]);
  });
});

describe("walking a graph", () => {
  const graph = graphOf(["trigger > filter", "filter > email"], { slack: {}, merge: {} });

  it("names earlier steps, nearest first", () => {
    expect(ancestorsOf(graph, "email").map((node) => node.id)).toEqual(["filter", "trigger"]);
  });

  it("offers a next step after open ports, not after errors", () => {
    const email = graph.nodes.find((node) => node.id === "email");
    if (email === undefined) throw new Error("expected the email step");
    expect(openPorts(graph, email, sampleTypes).map((port) => port.id)).toEqual(["out"]);
    const withNext = graphOf(["email > slack", "email:error > webhook"]);
    expect(openPorts(withNext, email, sampleTypes)).toEqual([]);
  });

  it("offers only steps that can follow", () => {
    expect(possibleTargets(graph, "filter", sampleTypes).map((node) => node.id)).toEqual([
      "slack",
      "merge",
    ]);
  });
});
