import { describe, expect, test } from "vitest";
import { effectKey, EffectLedger } from "./effect-ledger.ts";

const step = { rootRunId: "root", nodeId: "mail" };
const now = new Date(0);

describe("effectKey", () => {
  test("is the same for the same act, and another for any other", () => {
    const act = { ...step, name: "send", generation: 1 };
    expect(effectKey(act)).toBe(effectKey({ ...act }));
    const others = [
      { ...act, rootRunId: "other" },
      { ...act, nodeId: "other" },
      { ...act, name: "other" },
      { ...act, generation: 2 },
    ].map(effectKey);
    expect(new Set([effectKey(act), ...others]).size).toBe(5);
    expect(effectKey(act)).toMatch(/^fx_[0-9a-f]{32}$/);
  });
});

describe("EffectLedger", () => {
  test("acts once, and gives the recorded result back after that", async () => {
    const first = new EffectLedger(step, []);
    let acts = 0;
    const act = (key: string) => {
      acts += 1;
      return Promise.resolve({ result: { key } });
    };
    const result = await first.act("send", act, now);
    const second = new EffectLedger(step, first.changes() ?? []);
    expect(await second.act("send", act, now)).toEqual(result);
    expect(acts).toBe(1);
    expect(second.changes()).toBeNull();
  });

  test("acts again with the same key after a failure", async () => {
    const ledger = new EffectLedger(step, []);
    const keys: string[] = [];
    const failing = (key: string): Promise<never> => {
      keys.push(key);
      return Promise.reject(new Error("refused"));
    };
    await expect(ledger.act("send", failing, now)).rejects.toThrow("refused");
    expect(ledger.changes()).toMatchObject([{ state: "failed" }]);
    const next = new EffectLedger(step, ledger.changes() ?? []);
    await next.act("send", (key) => Promise.resolve({ result: keys.push(key) }), now);
    expect(keys[0]).toBe(keys[1]);
    expect(next.changes()).toMatchObject([{ state: "confirmed" }]);
  });

  test("calls a mail that was only caught caught, not confirmed", async () => {
    const mail = {
      from: "a@example.test",
      to: ["b@example.test"],
      cc: [],
      bcc: [],
      replyTo: null,
      subject: "",
      text: "",
      html: null,
      messageId: "m",
    };
    const ledger = new EffectLedger(step, []);
    await ledger.act("send", () => Promise.resolve({ result: null, caught: mail }), now);
    expect(ledger.changes()).toMatchObject([{ state: "caught" }]);
    expect(ledger.caught).toEqual([{ key: ledger.key("send"), mail }]);
    expect(ledger.hasConfirmed).toBe(true);
  });
});
