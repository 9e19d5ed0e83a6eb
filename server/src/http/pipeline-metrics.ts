import { Counter, Gauge, type Registry } from "prom-client";

/** What the pipeline says of itself when somebody collects. */
export interface PipelineReading {
  readonly inFlight: number;
  /** Processes on this database, this one included. */
  readonly processes: number;
  readonly queue: { readonly due: number; readonly oldestSeconds: number };
  readonly steps: Readonly<Record<string, number>>;
  readonly runs: Readonly<Record<string, number>>;
  readonly threadsLost: Readonly<Record<string, number>>;
  readonly takenOver: number;
  readonly strays: number;
}

/** Adds the pipeline's figures to a registry; they are read when they are collected. */
export function addPipelineMetrics(registry: Registry, read: () => Promise<PipelineReading>): void {
  const registers = [registry];
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const total = (name: string, help: string, label: string): Counter =>
    new Counter({ name, help, labelNames: [label], registers });
  const due = gauge("formloom_queue_due", "Runs in the queue that are due.");
  const oldest = gauge("formloom_queue_oldest_seconds", "For how long the first of them is due.");
  const processes = gauge("formloom_processes", "Processes that work on this database.");
  const takenOver = gauge("formloom_runs_taken_over", "Runs taken over from lost processes.");
  const strays = gauge("formloom_runs_stray", "Runs that nobody had: each is a defect.");
  const steps = total("formloom_steps_total", "Changes of steps, by their new state.", "status");
  const runs = total("formloom_runs_total", "Changes of runs, by their new state.", "status");
  const threads = total("formloom_threads_lost_total", "Worker threads that ended.", "cause");
  const inFlight = new Gauge({
    name: "formloom_runs_in_flight",
    help: "Runs that this process holds.",
    registers: [],
    async collect() {
      const reading = await read();
      this.set(reading.inFlight);
      due.set(reading.queue.due);
      oldest.set(reading.queue.oldestSeconds);
      processes.set(reading.processes);
      takenOver.set(reading.takenOver);
      strays.set(reading.strays);
      setAll(steps, "status", reading.steps);
      setAll(runs, "status", reading.runs);
      setAll(threads, "cause", reading.threadsLost);
    },
  });
  registry.registerMetric(inFlight);
}

/** Counters that are counted elsewhere: each is set to what it is by now. */
function setAll(counter: Counter, label: string, counts: Readonly<Record<string, number>>): void {
  counter.reset();
  for (const [value, count] of Object.entries(counts)) counter.inc({ [label]: value }, count);
}
