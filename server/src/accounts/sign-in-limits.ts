import { addressKey } from "../http/client-address.ts";
import { Refusal } from "../http/refusal.ts";

interface Failures {
  count: number;
  blockedUntilMs: number;
  lastMs: number;
}

/** Slows down guessing: by account and by address, whether or not the account exists. */
export interface SignInLimits {
  /** Throws 429 while the account or the address has to wait. */
  check(email: string, address: string): void;
  failed(email: string, address: string): void;
  /** Forgets the account's failures, and takes back the attempt that was counted for the address. */
  succeeded(email: string, address: string): void;
}

const freeByAccount = 5;
const freeByAddress = 20;
const firstDelayMs = 2_000;
const longestDelayMs = 15 * 60_000;
const forgottenAfterMs = 60 * 60_000;
const maxKeys = 20_000;

export function createSignInLimits(nowMs: () => number = Date.now): SignInLimits {
  const failures = new Map<string, Failures>();
  const keysOf = (email: string, address: string): (readonly [string, number])[] => [
    [`account ${email}`, freeByAccount],
    [`address ${addressKey(address)}`, freeByAddress],
  ];

  function recent(key: string): Failures | undefined {
    const known = failures.get(key);
    return known !== undefined && nowMs() - known.lastMs < forgottenAfterMs ? known : undefined;
  }
  function count(key: string, free: number): void {
    const times = (recent(key)?.count ?? 0) + 1;
    const delayMs = times < free ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (times - free));
    failures.delete(key);
    failures.set(key, { count: times, blockedUntilMs: nowMs() + delayMs, lastMs: nowMs() });
    const [oldest] = failures.keys();
    if (failures.size > maxKeys && oldest !== undefined) failures.delete(oldest);
  }

  return {
    check(email, address) {
      const waits = keysOf(email, address).map(
        ([key]) => (recent(key)?.blockedUntilMs ?? 0) - nowMs(),
      );
      const longest = Math.max(...waits);
      if (longest <= 0) return;
      throw new Refusal("rate_limited", "Too many failed attempts: wait a little.", {
        retryAfterS: longest / 1000,
      });
    },
    failed(email, address) {
      for (const [key, free] of keysOf(email, address)) count(key, free);
    },
    succeeded(email, address) {
      failures.delete(`account ${email}`);
      const key = `address ${addressKey(address)}`;
      const known = recent(key);
      if (known === undefined) return;
      known.count -= 1;
      if (known.count < freeByAddress) known.blockedUntilMs = 0;
    },
  };
}
