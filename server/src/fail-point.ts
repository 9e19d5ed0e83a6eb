/**
 * Moments at which a fault experiment may end the process, named in `FORMLOOM_TEST_FAIL_POINT` as
 * `<name>:<n>` (the n-th passage, from 1). Without it nothing is armed and a passage costs one comparison.
 */
export type FailPoint =
  | "before-insert"
  | "during-commit"
  | "after-commit"
  | "after-claim"
  | "before-act"
  | "after-act"
  | "after-settle"
  | "at-join"
  | "writing-retry"
  | "replaying"
  | "clearing"
  | "pruning"
  | "noting"
  | "alert-sent"
  | "migrating";

let armed: { readonly name: string; left: number } | null = null;

/** Arms one point in this thread; anything but `<name>:<n>` arms none. */
export function armFailPoint(spec: string | undefined): void {
  const [, name, count] = /^([a-z-]+):(\d+)$/.exec(spec ?? "") ?? [];
  armed = name === undefined ? null : { name, left: Number(count) };
}

/** Passes a point: ends the process as a power cut would, when it is the armed one's turn. */
export function failPoint(name: FailPoint): void {
  if (armed === null || armed.name !== name) return;
  armed.left -= 1;
  if (armed.left === 0) process.kill(process.pid, "SIGKILL");
}
