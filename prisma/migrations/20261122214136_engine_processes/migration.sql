-- AlterTable
ALTER TABLE "PluginConfig" ADD COLUMN     "oneAtATime" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "turns" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "PluginRun" ADD COLUMN     "turn" INTEGER;

-- CreateTable
CREATE TABLE "EngineProcess" (
    "owner" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "threads" SMALLINT NOT NULL,
    "inFlight" INTEGER NOT NULL DEFAULT 0,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "EngineProcess_pkey" PRIMARY KEY ("owner")
);

-- CreateIndex
CREATE INDEX "PluginRun_turns" ON "PluginRun"("pluginConfigId", "turn") WHERE ("finishedAt" IS NULL AND turn IS NOT NULL);

-- CreateIndex
CREATE INDEX "PluginRun_replays" ON "PluginRun"("rootRunId") WHERE ("replayOf" IS NOT NULL);
