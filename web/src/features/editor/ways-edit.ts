import { conditionSchema, type ConditionGroup } from "@formloom/shared/values";
import { isPlainObject } from "../../ui/schema-form/schema-values.ts";
import { emptyCondition } from "./condition-edit.ts";

/** One way of a step that chooses among several. */
export interface Way {
  /** The port by which it leaves; made once and kept. */
  readonly port: string;
  readonly name: string;
  readonly condition: ConditionGroup;
}

const letters = Array.from("abcdefghijklmnopqrstuvwxyz");

/** The ways as they stand in the settings; what can't be read starts empty. */
export function readWays(value: unknown): Way[] {
  return (Array.isArray(value) ? value : []).map((entry: unknown): Way => {
    const { port, name, condition } = isPlainObject(entry) ? entry : {};
    return {
      port: typeof port === "string" ? port : "",
      name: typeof name === "string" ? name : "",
      condition: conditionSchema.safeParse(condition).data ?? emptyCondition,
    };
  });
}

/** One more way, with an id and a name that no other has. */
export function wayAdded(ways: readonly Way[]): Way[] {
  const names = new Set(ways.map((way) => way.name));
  let number = ways.length + 1;
  while (names.has(`Way ${number}`)) number += 1;
  return [...ways, { port: freePort(ways), name: `Way ${number}`, condition: emptyCondition }];
}

/** Ways are tried from top to bottom, so their order counts. */
export function wayMoved(ways: readonly Way[], from: number, to: number): Way[] {
  const way = ways[from];
  if (way === undefined || to < 0 || to >= ways.length) return [...ways];
  return ways.toSpliced(from, 1).toSpliced(to, 0, way);
}

function freePort(ways: readonly Way[]): string {
  const taken = new Set(ways.map((way) => way.port));
  const letter = letters.find((each) => !taken.has(each));
  if (letter !== undefined) return letter;
  let number = ways.length;
  while (taken.has(`w${number}`)) number += 1;
  return `w${number}`;
}
