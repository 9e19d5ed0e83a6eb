import { readdirSync, readFileSync } from "node:fs";

// What the kernel says of processes: /proc, so Linux only.

/** The processes below `roots`, those included; what has ended is left out. */
export function processTree(roots: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(`/proc/${name}/stat`)[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const todo = [...roots];
  const seen = new Set<number>();
  for (let pid = todo.pop(); pid !== undefined; pid = todo.pop()) {
    if (seen.has(pid) || pid <= 0) continue;
    seen.add(pid);
    todo.push(...(children.get(pid) ?? []));
  }
  return [...seen];
}

/** CPU time in ms that the trees have used so far, children that ended included; in steps of 10 ms. */
export function treeCpuMs(roots: readonly number[]): number {
  let ticks = 0;
  for (const pid of processTree(roots)) {
    const fields = statFields(`/proc/${pid}/stat`);
    for (const at of [11, 12, 13, 14]) ticks += Number(fields[at] ?? 0);
  }
  return ticks * 10;
}

/** CPU time in ms that the whole machine has spent not idle. */
export function machineBusyMs(): number {
  const line = readText("/proc/stat").split("\n")[0] ?? "";
  const numbers = line.trim().split(/\s+/).slice(1).map(Number);
  return [0, 1, 2, 5, 6, 7].reduce((sum, at) => sum + (numbers[at] ?? 0), 0) * 10;
}

/** The fields of a stat file from the state on: 0 is the state, 1 the parent, 11 to 14 CPU ticks. */
export function statFields(path: string): string[] {
  const text = readText(path);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** A file's text; empty when the process ended meanwhile. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
