import type { RunChange, StepChange } from "@formloom/shared/events";
import { runStatusSchema, stepStatusSchema } from "@formloom/shared/run";
import { useEffect, useEffectEvent } from "react";
import { z } from "zod";
import { useAppStore } from "../store/store.ts";
import { routeUrl } from "./api-client.ts";

export interface LiveFilter {
  readonly formId?: string;
  readonly pipelineId?: string;
  readonly runId?: string;
}

/** A hint that something changed; `resync` means: read again, changes may have been missed. */
export type LiveChange =
  | { readonly type: "step"; readonly change: StepChange }
  | { readonly type: "run"; readonly change: RunChange }
  | { readonly type: "resync" };

const runChangeSchema = z.object({
  runId: z.string(),
  formId: z.string(),
  pipelineId: z.string(),
  status: runStatusSchema,
});
const stepChangeSchema = runChangeSchema.extend({
  nodeId: z.string(),
  status: stepStatusSchema,
  attempt: z.number(),
});

const retryDelaysMs = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** A tab nobody looks at gives its connection back: browsers allow six to a server. */
const hiddenAfterMs = 30_000;

/**
 * Follows the changes that `filter` lets through while the component is shown; null follows nothing.
 */
export function useLive(filter: LiveFilter | null, onChange: (change: LiveChange) => void): void {
  const changed = useEffectEvent(onChange);
  const url = filter === null ? null : routeUrl("/api/events", { query: { ...filter } });
  useEffect(() => (url === null ? undefined : followLive(url, (change) => changed(change))), [url]);
}

/** Opens the stream and keeps it open. Returns how to close it. */
export function followLive(url: string, onChange: (change: LiveChange) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let opened = false;
  const { liveStateChanged } = useAppStore.getState();

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource(url);
    source.addEventListener("open", () => {
      // The browser sends Last-Event-ID on its own reconnects; on ours the gap is unknown.
      if (opened && failures > 0) onChange({ type: "resync" });
      opened = true;
      failures = 0;
      liveStateChanged("open");
    });
    source.addEventListener("error", () => {
      liveStateChanged("lost");
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)]);
      failures += 1;
    });
    for (const type of ["step", "run", "resync"] as const) {
      source.addEventListener(type, (event) => {
        const change = parseChange(type, event.data);
        if (change !== null) onChange(change);
      });
    }
  };
  const visibilityChanged = () => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") timer = setTimeout(close, hiddenAfterMs);
    else if (source === null || source.readyState === EventSource.CLOSED) {
      failures = 1;
      open();
    }
  };

  open();
  document.addEventListener("visibilitychange", visibilityChanged);
  return () => {
    document.removeEventListener("visibilitychange", visibilityChanged);
    close();
  };
}

/** A message of the stream; null when this page does not understand it. */
export function parseChange(type: LiveChange["type"], data: unknown): LiveChange | null {
  if (type === "resync") return { type };
  const json = z.string().transform(parseJson).safeParse(data).data;
  if (type === "run") {
    const change = runChangeSchema.safeParse(json).data;
    return change === undefined ? null : { type, change };
  }
  const change = stepChangeSchema.safeParse(json).data;
  return change === undefined ? null : { type, change };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
