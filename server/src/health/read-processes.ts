import type { EngineHealth, ServiceHealth } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import { processReportSchema, type ProcessReport } from "../pipeline/process-report.ts";
import { mergeServices, type ServiceReport } from "../pipeline/worker/service-tally.ts";

export interface ProcessFacts {
  readonly processes: EngineHealth["processes"];
  readonly services: EngineHealth["services"];
  readonly defects: EngineHealth["defects"];
  readonly sweptAt: string | null;
}

/** What every process said of itself with its last beat. */
export async function readProcesses(prisma: PrismaClient): Promise<ProcessFacts> {
  const rows = await prisma.engineProcess.findMany({ orderBy: { startedAt: "asc" } });
  const told = rows.map((row) => {
    const report = processReportSchema.safeParse(row.report);
    return { row, report: report.success ? report.data : null };
  });
  const reports = told.flatMap(({ report }) => report ?? []);
  const swept = reports.map(({ sweptAtMs }) => sweptAtMs ?? 0);
  return {
    processes: told.map(({ row, report }) => ({
      name: row.name,
      role: row.role,
      startedAt: row.startedAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
      runs: row.inFlight,
      memoryBytes: report?.memoryBytes ?? null,
      threads: report?.threads ?? [],
    })),
    services: mergeServices(reports.flatMap(({ services }) => services)).map(presentService),
    defects: sumDefects(reports),
    sweptAt: isoOf(Math.max(0, ...swept)),
  };
}

function presentService(service: ServiceReport): ServiceHealth {
  const { host, calls, failed, waiting, openForMs } = service;
  return {
    host,
    calls,
    failed,
    waiting,
    failingSince: isoOf(service.failingSinceMs),
    lastFailedAt: isoOf(service.lastFailedAtMs),
    circuit: openForMs === null ? "closed" : "open",
  };
}

function sumDefects(reports: readonly ProcessReport[]): EngineHealth["defects"] {
  const threadsLost: Record<string, number> = {};
  for (const report of reports) {
    for (const [cause, count] of Object.entries(report.threadsLost)) {
      threadsLost[cause] = (threadsLost[cause] ?? 0) + count;
    }
  }
  const sum = (key: "strayRuns" | "takenOver"): number =>
    reports.reduce((total, report) => total + report[key], 0);
  return { strayRuns: sum("strayRuns"), takenOver: sum("takenOver"), threadsLost };
}

const isoOf = (ms: number | null): string | null =>
  ms === null || ms === 0 ? null : new Date(ms).toISOString();
