import { describe, expect, it } from "vitest";
import { graphOf } from "../../plugins/build-graph.ts";
import {
  hasUnsaved,
  newDraftSync,
  nextDraftSync,
  shouldSave,
  syncLabel,
  type DraftSyncEvent,
} from "./draft-sync.ts";

const after = (...events: readonly DraftSyncEvent[]) =>
  events.reduce(nextDraftSync, newDraftSync(1, graph));
const graph = graphOf(["trigger > email"]);
const other = graphOf(["trigger > slack"]);
const edited = { type: "edited" } as const;
const started = { type: "saveStarted", graph: other } as const;

describe("draft sync", () => {
  it("begins saved", () => {
    expect(shouldSave(after())).toBe(false);
    expect(syncLabel(after())).toEqual({ text: "Saved", tone: "quiet" });
  });

  it("saves an edit and takes the new version", () => {
    expect(shouldSave(after(edited))).toBe(true);
    const saved = after(edited, started, { type: "saveSucceeded", version: 2 });
    expect(saved).toMatchObject({ version: 2, state: { kind: "idle" } });
    expect(hasUnsaved(saved)).toBe(false);
    expect(saved.base).toBe(other);
  });

  it("saves again what was edited during a save, never two at once", () => {
    const during = after(edited, started, edited);
    expect(shouldSave(during)).toBe(false);
    expect(syncLabel(during).text).toBe("Saving…");
    expect(shouldSave(nextDraftSync(during, { type: "saveSucceeded", version: 2 }))).toBe(true);
  });

  it("keeps the edit when a save fails and tries again", () => {
    const failed = after(edited, started, {
      type: "saveFailed",
      message: "The server cannot be reached.",
    });
    expect(shouldSave(failed)).toBe(true);
    expect(syncLabel(failed)).toEqual({ text: "Not saved", tone: "bad" });
  });

  it("never saves over somebody else's draft unasked", () => {
    const theirs = { graph: other, version: 6, by: null };
    const conflict = after(edited, started, { type: "saveConflicted", theirs });
    expect(shouldSave(nextDraftSync(conflict, edited))).toBe(false);
    expect(syncLabel(conflict).text).toBe("Changed by two people");
    const loaded = nextDraftSync(conflict, { type: "theirsLoaded", version: 7, graph });
    expect(shouldSave(loaded)).toBe(false);
    expect(syncLabel(loaded).text).toBe("Saved");
    const kept = nextDraftSync(loaded, edited);
    expect(kept.version).toBe(7);
    expect(shouldSave(kept)).toBe(true);
    expect(nextDraftSync(kept, { type: "versionSeen", version: 8 }).version).toBe(8);
  });

  it("builds on theirs once both are joined, and has the joined draft to save", () => {
    const theirs = { graph: other, version: 6, by: null };
    const joined = after(edited, started, { type: "saveConflicted", theirs }, edited, {
      type: "theirsJoined",
      theirs,
    });
    expect(joined).toMatchObject({ version: 6, base: other });
    expect(shouldSave(joined)).toBe(true);
  });
});
