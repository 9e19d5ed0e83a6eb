-- AlterTable
ALTER TABLE "EngineProcess" ADD COLUMN     "report" JSONB;

-- AlterTable
ALTER TABLE "OutboxMail" ADD COLUMN     "userId" UUID,
ALTER COLUMN "formId" DROP NOT NULL,
ALTER COLUMN "runId" DROP NOT NULL,
ALTER COLUMN "nodeId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "Alert" (
    "id" UUID NOT NULL,
    "groupKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "formId" UUID NOT NULL,
    "pipelineId" UUID NOT NULL,
    "facts" JSONB NOT NULL,
    "count" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "toldAt" TIMESTAMPTZ(3),
    "toldOverAt" TIMESTAMPTZ(3),

    CONSTRAINT "Alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertNotice" (
    "id" UUID NOT NULL,
    "alertId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "what" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "AlertNotice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertMessage" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "alertIds" UUID[],
    "content" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimedUntil" TIMESTAMPTZ(3),
    "problem" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AlertMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertSettings" (
    "userId" UUID NOT NULL,
    "settings" JSONB NOT NULL,
    "webhookSecret" BYTEA,

    CONSTRAINT "AlertSettings_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "AlertRule" (
    "pipelineId" UUID NOT NULL,
    "rule" JSONB NOT NULL,
    "expectedUpTo" TIMESTAMPTZ(3),
    "expectedSince" TIMESTAMPTZ(3),

    CONSTRAINT "AlertRule_pkey" PRIMARY KEY ("pipelineId")
);

-- CreateIndex
CREATE INDEX "Alert_formId_id_idx" ON "Alert"("formId", "id");

-- CreateIndex
CREATE INDEX "Alert_pipelineId_id_idx" ON "Alert"("pipelineId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Alert_open" ON "Alert"("groupKey") WHERE ("settledAt" IS NULL);

-- CreateIndex
CREATE INDEX "AlertNotice_waiting" ON "AlertNotice"("userId", "id") WHERE ("doneAt" IS NULL);

-- CreateIndex
CREATE INDEX "AlertNotice_alertId_idx" ON "AlertNotice"("alertId");

-- CreateIndex
CREATE INDEX "AlertMessage_waiting" ON "AlertMessage"("dueAt") WHERE (state = 'waiting');

-- CreateIndex
CREATE INDEX "AlertMessage_userId_createdAt_idx" ON "AlertMessage"("userId", "createdAt");

-- CreateIndex
CREATE INDEX "OutboxMail_alerts" ON "OutboxMail"("userId", "id") WHERE ("userId" IS NOT NULL);

-- AddForeignKey
ALTER TABLE "AlertNotice" ADD CONSTRAINT "AlertNotice_alertId_fkey" FOREIGN KEY ("alertId") REFERENCES "Alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertSettings" ADD CONSTRAINT "AlertSettings_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
