import { describe, expect, it } from "vitest";
import { graphOf, nodeTypeOf, sampleTypes } from "../../plugins/build-graph.ts";
import { eitherSettings } from "./either-settings.ts";
import { applyChange } from "./graph-changes.ts";
import { portsLost } from "./graph-walk.ts";
import { openWays } from "./outline-rows.ts";
import { readWays, wayAdded, wayMoved } from "./ways-edit.ts";

const ports = (ways: ReturnType<typeof readWays>) => ways.map((way) => `${way.port} ${way.name}`);

describe("ways", () => {
  it("get ids and names that no other has", () => {
    const one = wayAdded(readWays([{ port: "b", name: "Way 2" }]));
    expect(ports(one)).toEqual(["b Way 2", "a Way 3"]);
    expect(ports(wayAdded(one)).at(-1)).toBe("c Way 4");
    let many = readWays([]);
    for (let count = 0; count < 40; count += 1) many = wayAdded(many);
    expect(new Set(many.map((way) => way.port)).size).toBe(40);
    for (const { port } of many) expect(port).toMatch(/^[a-z][a-z0-9_-]{0,39}$/);
  });

  it("keep their ids when their order changes", () => {
    const ways = readWays([{ port: "a" }, { port: "b" }, { port: "c" }]);
    expect(wayMoved(ways, 2, 1).map((way) => way.port)).toEqual(["a", "c", "b"]);
    expect(wayMoved(ways, 0, -1)).toEqual(ways);
    expect(wayMoved(ways, 2, 3)).toEqual(ways);
  });

  it("are read from whatever stands there", () => {
    expect(readWays("odd")).toEqual([]);
    expect(readWays([null, { port: 1, condition: 7 }])).toHaveLength(2);
  });

  it("take their connections along when they are removed", () => {
    const branches = [
      { port: "big", name: "Big" },
      { port: "small", name: "Small" },
    ];
    const graph = graphOf(["trigger > branch", "branch:big > email", "branch:small > slack"], {
      branch: { config: { branches } },
    });
    const node = graph.nodes.find((each) => each.id === "branch");
    if (node === undefined) throw new Error("expected the branch");
    expect(openWays(graph, node, sampleTypes).map((port) => port.id)).toEqual(["otherwise"]);
    const config = { branches: branches.slice(0, 1) };
    const lostPorts = portsLost(graph, { ...node, config }, sampleTypes);
    expect(lostPorts).toEqual(["small"]);
    const setting = "branches";
    const changed = applyChange(graph, {
      type: "configChanged",
      nodeId: "branch",
      config,
      setting,
      lostPorts,
    });
    expect(changed.ok && changed.value.edges.map((edge) => edge.target)).toEqual([
      "branch",
      "email",
    ]);
    expect(portsLost(graph, { ...node, config: { branches: [...branches] } }, sampleTypes)).toEqual(
      [],
    );
  });
});

describe("settings of which one is set", () => {
  const type = nodeTypeOf("wait", {
    configSchema: {
      type: "object",
      "x-control": "either",
      properties: {
        for: { title: "For some time", type: "object", properties: {} },
        until: { title: "Until a date", type: "string" },
      },
    },
    defaults: { for: { amount: 1, unit: "days" } },
  });

  it("show the one that is set, and begin the others afresh", () => {
    const either = eitherSettings(type, { until: "2026-12-24" });
    expect(either?.chosen).toBe("until");
    expect(Object.keys(either?.schema.properties ?? {})).toEqual(["until"]);
    expect(either?.choices).toEqual([
      { name: "for", label: "For some time", config: { for: { amount: 1, unit: "days" } } },
      { name: "until", label: "Until a date", config: { until: "" } },
    ]);
    expect(eitherSettings(type, {})?.chosen).toBe("for");
  });

  it("are nothing special in other types", () => {
    expect(eitherSettings(nodeTypeOf("email"), {})).toBeNull();
  });
});
