import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { withWorld } from "../world.ts";

export const f09: FaultExperiment = {
  id: "F9",
  title: "Five servers start at once on an empty database",
  goal: "one of them migrates, all are ready within 10 s",
  run: async ({ seed, log }) =>
    withWorld({ seed, server: false }, async (world) => {
      const started = await Promise.all(
        Array.from({ length: 5 }, () => world.start().catch((error: unknown) => String(error))),
      );
      const servers = started.filter((server) => typeof server !== "string");
      for (const error of started) if (typeof error === "string") log(error.slice(-1500));
      const migrations = await world.sql(
        `SELECT count(*)::int AS n, count(DISTINCT migration_name)::int AS names FROM "_prisma_migrations"`,
      );
      const told = servers.filter((server) => server.output().includes("brought up to date"));
      return [
        exactly("servers ready", servers.length, 5),
        atMost(
          "slowest, from launch to ready",
          Math.max(0, ...servers.map((s) => s.readyMs)),
          10_000,
          "ms",
        ),
        exactly(
          "migrations applied twice",
          Number(migrations[0]?.["n"]) - Number(migrations[0]?.["names"]),
          0,
        ),
        exactly("servers that migrated", told.length, 1),
        reported("connections of the five", world.watch.mostConnections()),
      ];
    }),
};
