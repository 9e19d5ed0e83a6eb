-- CreateEnum
CREATE TYPE "SettledHow" AS ENUM ('replayed', 'failed_again', 'resolved', 'dismissed', 'gone');

-- AlterTable
ALTER TABLE "PluginRun" ADD COLUMN     "noted" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "FailureGroup" (
    "fingerprint" UUID NOT NULL,
    "formId" UUID NOT NULL,
    "pipelineId" UUID NOT NULL,
    "nodeId" TEXT NOT NULL,
    "nodeType" TEXT NOT NULL,
    "stepName" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "unknown" BOOLEAN NOT NULL DEFAULT false,
    "service" TEXT,
    "connectionId" UUID,
    "who" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "hint" TEXT,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "taskId" UUID,

    CONSTRAINT "FailureGroup_pkey" PRIMARY KEY ("fingerprint")
);

-- CreateTable
CREATE TABLE "FailedStep" (
    "id" UUID NOT NULL,
    "fingerprint" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "ordinal" SMALLINT NOT NULL,
    "rootRunId" UUID NOT NULL,
    "formId" UUID NOT NULL,
    "pipelineId" UUID NOT NULL,
    "responseId" UUID,
    "nodeId" TEXT NOT NULL,
    "unknown" BOOLEAN NOT NULL DEFAULT false,
    "message" TEXT NOT NULL,
    "failedAt" TIMESTAMPTZ(3) NOT NULL,
    "notedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settledAt" TIMESTAMPTZ(3),
    "settledHow" "SettledHow",
    "settledByRunId" UUID,
    "settledById" UUID,
    "dismissalId" UUID,

    CONSTRAINT "FailedStep_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FailureGroup_pipelineId_idx" ON "FailureGroup"("pipelineId");

-- CreateIndex
CREATE INDEX "FailureGroup_formId_lastSeenAt_idx" ON "FailureGroup"("formId", "lastSeenAt");

-- CreateIndex
CREATE INDEX "FailedStep_fingerprint_id_idx" ON "FailedStep"("fingerprint", "id");

-- CreateIndex
CREATE INDEX "FailedStep_fingerprint_settledHow_idx" ON "FailedStep"("fingerprint", "settledHow");

-- CreateIndex
CREATE INDEX "FailedStep_open" ON "FailedStep"("fingerprint", "responseId") WHERE ("settledAt" IS NULL);

-- CreateIndex
CREATE INDEX "FailedStep_open_root" ON "FailedStep"("rootRunId") WHERE ("settledAt" IS NULL);

-- CreateIndex
CREATE INDEX "FailedStep_open_response" ON "FailedStep"("responseId") WHERE ("settledAt" IS NULL AND "responseId" IS NOT NULL);

-- CreateIndex
CREATE INDEX "FailedStep_open_unknown" ON "FailedStep"("runId") WHERE ("settledAt" IS NULL AND "unknown");

-- CreateIndex
CREATE INDEX "FailedStep_dismissal" ON "FailedStep"("dismissalId") WHERE ("dismissalId" IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "FailedStep_runId_ordinal_key" ON "FailedStep"("runId", "ordinal");

-- CreateIndex
CREATE INDEX "PluginRun_to_note" ON "PluginRun"("id") WHERE (NOT noted AND NOT "isTest" AND (status = 'failed' OR status = 'needs_attention' OR (status = 'completed' AND "replayOf" IS NOT NULL)));

-- AddForeignKey
ALTER TABLE "FailedStep" ADD CONSTRAINT "FailedStep_fingerprint_fkey" FOREIGN KEY ("fingerprint") REFERENCES "FailureGroup"("fingerprint") ON DELETE CASCADE ON UPDATE CASCADE;
