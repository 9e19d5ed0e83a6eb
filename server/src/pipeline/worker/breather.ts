/** Longest stretch of computing without a turn of the event loop, in ms. */
const maxStretchMs = 10;

/**
 * Lets the event loop have a turn after a stretch of computing. Steps that wait for nothing follow one
 * another without one, and a thread that reads no messages meanwhile counts as hung. Null: go on.
 */
export type Breather = () => Promise<void> | null;

export function createBreather(now: () => number = () => performance.now()): Breather {
  let since = now();
  let turn: Promise<void> | null = null;
  return () => {
    if (turn === null && now() - since >= maxStretchMs) {
      turn = new Promise((resolve) => {
        setImmediate(() => {
          since = now();
          turn = null;
          resolve();
        });
      });
    }
    return turn;
  };
}
