import { counted } from "../../ui/counted.ts";
import type { StatusTone } from "../../ui/status-badge.tsx";

interface DotLook {
  readonly tone: StatusTone;
  /** As the end of "run …". */
  readonly words: string;
}

/** How a run's status looks as a dot. */
export const dotLooks: Readonly<Record<string, DotLook>> = {
  completed: { tone: "good", words: "done" },
  failed: { tone: "bad", words: "failed" },
  needs_attention: { tone: "attention", words: "needs attention" },
  cancelled: { tone: "passed-by", words: "cancelled" },
  held: { tone: "held", words: "held" },
  waiting: { tone: "waiting", words: "waiting" },
  running: { tone: "busy", words: "running" },
  queued: { tone: "waiting", words: "queued" },
};
export const unknownLook: DotLook = { tone: "held", words: "in an unknown state" };

/** "Last 20 runs: 17 done, 2 failed, 1 waiting". */
export function runsInWords(statuses: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const status of statuses) {
    const { words } = dotLooks[status] ?? unknownLook;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const parts = [...counts].map(([words, count]) => `${count} ${words}`);
  const runs = statuses.length === 1 ? "Last run" : `Last ${counted(statuses.length, "run")}`;
  return `${runs}: ${statuses.length === 1 ? [...counts.keys()].join("") : parts.join(", ")}`;
}
