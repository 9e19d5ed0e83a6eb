import { outputPorts, type ConfigProblem, type NodeType } from "../plugin/manifest.ts";
import { valueProblems, type ValueWorld } from "./check-values.ts";
import { errorAt } from "./create-problem.ts";
import { eventClauses } from "./event-words.ts";
import type { GraphNode } from "./graph.ts";
import { isTrigger, type PlacedNode } from "./graph-index.ts";
import type { Problem } from "./problem.ts";
import { readSettings } from "./read-settings.ts";
import { readTrigger } from "./trigger-settings.ts";

/** What a plugin's own check says of a node's settings. */
export type CheckConfig = (node: GraphNode, type: NodeType) => readonly ConfigProblem[];

/** What is wrong with one node by itself: its type, its settings, the values they use. */
export function nodeProblems(
  placed: PlacedNode,
  options: {
    readonly position: number;
    readonly world: ValueWorld;
    readonly checkConfig: CheckConfig | undefined;
  },
): Problem[] {
  const { node, type, name } = placed;
  const nodeId = node.id;
  if (type === undefined) {
    const message = `“${name}” needs the node type “${node.type}”, which is not installed.`;
    return [errorAt("unknown_plugin", message, { nodeId })];
  }
  if ((node.typeVersion ?? 1) > type.version) {
    const message = `“${name}” was made with a newer version of ${type.name} than is installed.`;
    return [errorAt("unknown_version", message, { nodeId })];
  }
  const values = valueProblems(placed, settingsOf(placed), options);
  const settings = [
    ...eventProblems(placed, type, options.world),
    ...connectionProblems(placed, type),
    ...reservedProblems(node),
    ...values,
    ...ownProblems(node, options.checkConfig?.(node, type) ?? [], values),
  ];
  const isOff = node.settings?.disabled === true && !isTrigger(placed);
  // A step that is switched off does nothing, so its settings may wait.
  const judged = isOff
    ? settings.map((problem) => ({ ...problem, severity: "warning" as const }))
    : settings;
  return [...passProblems(placed, type), ...judged];
}

/** Settings as they count: a trigger's condition without rules is none. */
function settingsOf(placed: PlacedNode): object {
  if (!isTrigger(placed)) return placed.node.config;
  return { ...placed.node.config, filter: readTrigger(placed.node).filter };
}

function eventProblems(placed: PlacedNode, type: NodeType, world: ValueWorld): Problem[] {
  const { node, name } = placed;
  if (isTrigger(placed) && world.events.length === 0) {
    const message = "Choose what starts this automation.";
    return [errorAt("no_events", message, { nodeId: node.id, path: "events" })];
  }
  return world.events
    .filter((event) => !type.triggers.includes(event))
    .map((event) => {
      const when = eventClauses[event]("the form");
      const message = `“${name}” can't be used when ${when}; remove it, or choose another “When”.`;
      return errorAt("unsupported_event", message, { nodeId: node.id });
    });
}

function connectionProblems({ node, name }: PlacedNode, type: NodeType): Problem[] {
  if (type.connection?.required !== true || typeof node.connectionId === "string") return [];
  const message = `“${name}” needs a connection to ${type.connection.name}; choose or add one.`;
  return [errorAt("connection_missing", message, { nodeId: node.id })];
}

function reservedProblems({ id, config }: GraphNode): Problem[] {
  return readSettings(config).reserved.map((path) =>
    errorAt("bad_setting", "This name can't be used for a setting; choose another.", {
      nodeId: id,
      path,
    }),
  );
}

const missing = new Set(["required", "missing", "missing_setting"]);

/** The plugin's findings, without those at a setting that is known to be wrong already. */
function ownProblems(
  { id }: GraphNode,
  found: readonly ConfigProblem[],
  known: readonly Problem[],
): Problem[] {
  const told = new Set(known.flatMap(({ severity, path }) => (severity === "error" ? [path] : [])));
  return found
    .filter(({ path }) => !told.has(path))
    .map(({ path, code, message }) =>
      errorAt(missing.has(code) ? "missing_setting" : "bad_setting", message, {
        nodeId: id,
        ...(path !== "" && { path }),
      }),
    );
}

/** A step that is switched off, or goes on after a failure, goes on by `out`: it must have one. */
function passProblems(placed: PlacedNode, type: NodeType): Problem[] {
  const { node, name } = placed;
  if (isTrigger(placed)) return [];
  if (outputPorts(type.outputs, node.config).some((port) => port.id === "out")) return [];
  const nodeId = node.id;
  if (node.settings?.disabled === true) {
    const message = `“${name}” can't be switched off, since nothing says which way to go then.`;
    return [errorAt("cannot_pass_through", message, { nodeId })];
  }
  if (node.settings?.onError !== "continue") return [];
  const message = `“${name}” can't go on after a failure, since nothing says which way to go then.`;
  return [errorAt("cannot_pass_through", message, { nodeId })];
}
