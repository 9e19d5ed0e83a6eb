import { expect, test } from "vitest";
import { heardFrom, isHung, newSlot, type Slot } from "./thread-slot.ts";

function loadedSlot(): Slot {
  return { ...newSlot("thread-1"), ready: true, loaded: true };
}

const after = (slot: Slot, silentMs: number): boolean => isHung(slot, slot.aliveAtMs + silentMs);

test("a thread that computes for a second without a word hangs", () => {
  const slot = loadedSlot();
  slot.cpuMs = 950;
  expect(after(slot, 1_001)).toBe(true);
});

test("one that gets hardly any CPU is waited for, but not for ever", () => {
  const slot = loadedSlot();
  slot.cpuMs = 300;
  expect(after(slot, 1_001)).toBe(false);
  expect(after(slot, 9_999)).toBe(false);
  expect(after(slot, 10_001)).toBe(true);
});

test("what it computed before its last word does not count", () => {
  const slot = loadedSlot();
  slot.cpuMs = 50_000;
  heardFrom(slot);
  slot.cpuMs = 50_100;
  expect(after(slot, 2_000)).toBe(false);
});

test("a thread that loads is given twenty seconds", () => {
  const slot = { ...newSlot("thread-1"), cpuMs: 15_000 };
  expect(after(slot, 19_999)).toBe(false);
  expect(after(slot, 20_001)).toBe(true);
});
