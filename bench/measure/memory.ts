import { processTree, readText } from "./process-tree.ts";

export interface Memory {
  /** Proportional set size in MiB: what several processes share is divided among them. */
  readonly pssMib: number;
  /**
   * The same if nothing else ran: programs and libraries that other processes of this machine (the
   * load generator, a peer) happen to share count in full.
   */
  readonly aloneMib: number;
}

/** Memory of process trees. */
export function measureMemory(roots: readonly number[]): Memory {
  const pids = processTree(roots);
  let pssKib = 0;
  for (const pid of pids) pssKib += sizeIn(readText(`/proc/${pid}/smaps_rollup`), "Pss");
  return { pssMib: Math.round(pssKib / 1024), aloneMib: Math.round(aloneKib(pids) / 1024) };
}

function aloneKib(pids: readonly number[]): number {
  const files = new Map<string, number>();
  let kib = 0;
  for (const pid of pids) {
    for (const { file, text } of mappingsOf(pid)) {
      if (file === null) {
        kib += sizeIn(text, "Pss");
        continue;
      }
      const own = sizeIn(text, "Private_Dirty");
      kib += own;
      files.set(file, Math.max(files.get(file) ?? 0, sizeIn(text, "Rss") - own));
    }
  }
  return kib + [...files.values()].reduce((sum, size) => sum + size, 0);
}

/** Mappings of a process; `file` is path and offset of a file that others may have mapped as well. */
function mappingsOf(pid: number): { file: string | null; text: string }[] {
  const blocks = readText(`/proc/${pid}/smaps`).split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  return blocks
    .filter((text) => text !== "")
    .map((text) => {
      const [, offset, path] =
        /^\S+ \S+ (\S+) \S+ \d+ *(.*)$/.exec(text.slice(0, text.indexOf("\n"))) ?? [];
      const isFile = path?.startsWith("/") === true && !/^\/(?:dev|SYSV|memfd)/.test(path);
      return { file: isFile ? `${path} ${offset}` : null, text };
    });
}

function sizeIn(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
}
