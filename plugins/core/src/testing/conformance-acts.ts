/* oxlint-disable vitest/valid-expect, vitest/no-conditional-expect, vitest/expect-expect -- one suite for all node types: some lack a part, and messages name the part */
import { expect, it } from "vitest";
import { PermanentError, SkipStep } from "../errors.ts";
import { isDecided } from "../service-error.ts";
import { fakeContext, type FakeContextOptions } from "./fake-context.ts";
import { kindWorld, scenarios, silentWorld } from "./scenarios.ts";
import { errorText, findLeak, type Subject } from "./subject.ts";

const maxOutputBytes = 1_048_576;
const abortWithinMs = 1_000;
/** Ten years, leap days included. */
const maxWaitMs = 3_653 * 86_400_000;

type Load = () => Promise<Subject>;

/** How the acts behave. */
export function checkActs(load: Load): void {
  checkRun(load);
  checkPreview(load);
  checkTrouble(load);
  checkAbort(load);
}

function checkRun(load: Load): void {
  it("runs, and hands on what it says it produces", async () => {
    const subject = await load();
    const { result, step } = await act(subject, kindWorld);
    if (result === undefined) return;
    const text = JSON.stringify(result.output);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxOutputBytes);
    expect(result.port ?? "out").toMatch(/^[a-z][a-z0-9_-]{0,39}$/);
    expectWait(result.waitUntil, step.ctx.clock.now());
    for (const { path } of subject.manifest.produces) {
      expect(result.output, `produces ${path}`).toHaveProperty(path);
    }
  });

  it("acts only through effects", async () => {
    const { step } = await act(await load(), kindWorld);
    expect(step.requests.filter((request) => request.effect === null)).toEqual([]);
    expect(step.sockets.filter((socket) => socket.effect === null)).toEqual([]);
  });

  it("does not act again when its effects are confirmed", async () => {
    const subject = await load();
    const effects = new Map<string, unknown>();
    const first = await act(subject, { ...kindWorld, effects });
    const second = await act(subject, { ...kindWorld, effects });
    expect(second.step.acts).toEqual([]);
    expect(second.step.requests).toEqual([]);
    expect(second.step.sockets).toEqual([]);
    expect(second.result).toEqual(first.result);
    const fresh = await act(subject, kindWorld);
    expect(fresh.step.acts, "names of effects stay the same").toEqual(first.step.acts);
    expect(new Set(fresh.step.acts).size, "each effect has a name").toBe(fresh.step.acts.length);
  });

  it("serves every form event that it says it serves", async () => {
    const subject = await load();
    for (const eventType of subject.manifest.triggers) {
      const { error } = await act(subject, { ...kindWorld, eventType });
      if (error !== undefined) expect(isDecided(error), errorText(error)).toBe(true);
    }
  });

  it("says who must act when a connection it needs is not chosen", async () => {
    const subject = await load();
    const { error } = await act({ ...subject, connection: null }, kindWorld);
    if (subject.manifest.connection?.required !== true) return expect(error).toBeUndefined();
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ facts: { code: "connection_missing", who: "owner" } });
  });
}

function checkPreview(load: Load): void {
  it("previews without sending anything", async () => {
    const subject = await load();
    const step = contextOf(subject, kindWorld);
    const preview = await subject.backend.dryRun(step.ctx);
    expect(step.requests).toEqual([]);
    expect(step.sockets).toEqual([]);
    expect(step.acts).toEqual([]);
    expect(preview.summary.trim()).not.toBe("");
    for (const { path } of subject.manifest.produces) {
      expect(preview.output, `produces ${path}`).toHaveProperty(path);
    }
    expect(findLeak([preview, step.lines], subject.canaries)).toBeNull();
  });
}

function checkTrouble(load: Load): void {
  it("ends well or with a decision, and never shows a secret, whatever a service does", async () => {
    const subject = await load();
    for (const { name, world } of scenarios) {
      const { result, error, step } = await act(subject, world);
      const shown = [result, step.lines, step.caught, error === undefined ? "" : errorText(error)];
      expect(findLeak(shown, subject.canaries), `secret shown at ${name}`).toBeNull();
      if (error !== undefined) expectDecision(error, name);
      else expect(() => structuredClone(result?.output), name).not.toThrow();
    }
  });

  it("tests its connection and fills its lists without showing a secret", async () => {
    const subject = await load();
    const { test, options } = subject.backend;
    for (const { name, world } of [{ name: "kindness", world: kindWorld }, ...scenarios]) {
      const { ctx } = contextOf(subject, world);
      const query = { q: "a", config: subject.config };
      const lists = Object.values(options ?? {}).map((list) => list(ctx, query));
      const calls = test === undefined ? lists : [test(ctx), ...lists];
      for (const answer of await Promise.allSettled<unknown>(calls)) {
        const shown = answer.status === "fulfilled" ? answer.value : errorText(answer.reason);
        expect(findLeak(shown, subject.canaries), `secret shown at ${name}`).toBeNull();
      }
    }
  });
}

function checkAbort(load: Load): void {
  it("stops at once when it is abandoned", async () => {
    const subject = await load();
    const controller = new AbortController();
    const running = act(subject, { ...silentWorld, signal: controller.signal });
    setImmediate(() => controller.abort());
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      deadline = setTimeout(() => resolve("late"), abortWithinMs);
    });
    const first = await Promise.race([running, late]);
    clearTimeout(deadline);
    expect(first, `still runs ${abortWithinMs} ms after the abort`).not.toBe("late");
  });
}

/** A wait is a point in time that the queue can keep. */
function expectWait(until: Date | undefined, now: Date): void {
  if (until === undefined) return;
  expect(until, "waitUntil").toBeInstanceOf(Date);
  expect(until.getTime(), "waitUntil is a time").not.toBeNaN();
  expect(until.getTime() - now.getTime(), "waitUntil in ms").toBeLessThanOrEqual(maxWaitMs);
}

function expectDecision(error: unknown, name: string): void {
  expect(isDecided(error), `${name}: ${errorText(error)}`).toBe(true);
  if (error instanceof SkipStep || !(error instanceof Error)) return;
  const facts: unknown = Reflect.get(error, "facts");
  expect(facts, name).toMatchObject({ code: expect.stringMatching(/^[a-z][a-z0-9_]{0,63}$/) });
  expect(error.message.length, name).toBeLessThanOrEqual(1_000);
}

function contextOf(subject: Subject, options: FakeContextOptions) {
  return fakeContext(subject.manifest, {
    config: subject.config,
    connection: subject.connection,
    webhookSecrets: [`whsec_${Buffer.alloc(24, 1).toString("base64")}`],
    ...options,
  });
}

async function act(subject: Subject, options: FakeContextOptions) {
  const step = contextOf(subject, options);
  try {
    return { step, result: await subject.backend.run(step.ctx), error: undefined };
  } catch (error) {
    return { step, result: undefined, error };
  }
}
