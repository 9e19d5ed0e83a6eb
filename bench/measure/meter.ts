import { machineBusyMs, treeCpuMs } from "./process-tree.ts";

export interface Reading {
  readonly seconds: number;
  /** CPU of the measured processes, in ms. */
  readonly cpuMs: number;
  /** Cores that neither they nor this command and its children kept busy: what disturbed. */
  readonly othersCores: number;
}

/** Begins to measure the trees of these processes; the returned function ends it. */
export function startMeter(roots: readonly number[]): () => Reading {
  const all = [...roots, process.pid];
  const began = { at: performance.now(), cpu: treeCpuMs(roots), all: treeCpuMs(all), busy: busy() };
  return () => {
    const seconds = (performance.now() - began.at) / 1000;
    const others = busy() - began.busy - (treeCpuMs(all) - began.all);
    return {
      seconds,
      cpuMs: treeCpuMs(roots) - began.cpu,
      othersCores: Math.max(0, round(others / 1000 / seconds)),
    };
  };
}

const busy = machineBusyMs;

/** Rounds to two digits after the point, three below one tenth. */
export function round(value: number): number {
  const factor = Math.abs(value) < 0.1 ? 1000 : 100;
  return Math.round(value * factor) / factor;
}
