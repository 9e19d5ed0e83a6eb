import type { IncomingMessage, ServerResponse } from "node:http";
import { stepEventNames, type RunChange, type StepChange } from "@formloom/shared/events";
import type { Bus } from "../bus/bus.ts";

const keepAliveMs = 15_000;
const recheckMs = 30_000;
/** A viewer that reads slower than this many bytes behind is told to read again instead. */
const maxBufferedBytes = 262_144;

/** What a viewer wants to hear of; at least one is set. */
export interface StreamFilter {
  readonly formId?: string | undefined;
  readonly pipelineId?: string | undefined;
  readonly runId?: string | undefined;
}

interface Viewer {
  readonly response: ServerResponse;
  readonly filter: StreamFilter;
  readonly maySee: (change: { readonly formId: string }) => boolean;
}

/**
 * Sends changes of runs and steps as server-sent events until the viewer goes away or loses the right
 * to see them. Every stream begins with `resync`: whoever connects, or connects again, reads the state
 * from the API first, so that nothing can be missing.
 */
export function streamChanges(
  bus: Bus,
  viewer: Viewer & {
    readonly request: IncomingMessage;
    /** Asked every 30 s; false ends the stream. */
    readonly stillAllowed: () => Promise<boolean>;
  },
): void {
  const { request, response } = viewer;
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const offer = offerTo(viewer);
  const stops = [
    ...stepEventNames.map((name) => bus.on(name, ({ data }) => offer("step", data))),
    bus.on("plugin.run.changed", ({ data }) => offer("run", data)),
    bus.on("live.gap", () => offer("resync", null)),
  ];
  const keepAlive = setInterval(() => response.write(":\n\n"), keepAliveMs);
  const recheck = setInterval(() => {
    viewer.stillAllowed().then(
      (allowed) => allowed || response.end(),
      () => response.end(),
    );
  }, recheckMs);
  const close = (): void => {
    for (const stop of stops) stop();
    clearInterval(keepAlive);
    clearInterval(recheck);
  };
  request.on("close", close);
  response.on("close", close);
  offer("resync", null);
}

/** Sends what the viewer wants and may see; one that lags behind gets a `resync` once it has caught up. */
function offerTo({ response, filter, maySee }: Viewer) {
  let id = 0;
  let behind = false;
  return (event: "step" | "run" | "resync", change: StepChange | RunChange | null): void => {
    if (change !== null && !(matches(filter, change) && maySee(change))) return;
    if (response.writableLength > maxBufferedBytes) {
      behind = true;
      return;
    }
    id += 1;
    const name = behind ? "resync" : event;
    behind = false;
    response.write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(change ?? {})}\n\n`);
  };
}

function matches(filter: StreamFilter, change: StepChange | RunChange): boolean {
  return (
    (filter.runId === undefined || filter.runId === change.runId) &&
    (filter.pipelineId === undefined || filter.pipelineId === change.pipelineId) &&
    (filter.formId === undefined || filter.formId === change.formId)
  );
}
