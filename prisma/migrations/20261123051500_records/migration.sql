-- AlterTable
ALTER TABLE "Form" ADD COLUMN     "retentionDays" INTEGER;

-- AlterTable
ALTER TABLE "PluginRun" ADD COLUMN     "clearedAt" TIMESTAMPTZ(3),
ADD COLUMN     "seenAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "ResponseText" (
    "responseId" UUID NOT NULL,
    "formId" UUID NOT NULL,
    "words" tsvector NOT NULL,

    CONSTRAINT "ResponseText_pkey" PRIMARY KEY ("responseId")
);

-- CreateTable
CREATE TABLE "RunTally" (
    "pipelineId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "versionId" UUID NOT NULL,
    "eventType" TEXT NOT NULL,
    "status" "RunStatus" NOT NULL,
    "filtered" BOOLEAN NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "RunTally_pkey" PRIMARY KEY ("pipelineId","at","versionId","eventType","status","filtered")
);

-- CreateIndex
CREATE INDEX "ResponseText_words_idx" ON "ResponseText" USING GIN ("words");

-- CreateIndex
CREATE INDEX "RunTally_open" ON "RunTally"("at") WHERE (status <> 'completed' AND status <> 'failed' AND status <> 'cancelled');

-- CreateIndex
CREATE INDEX "PluginRun_apart" ON "PluginRun"("pluginConfigId", "status", "id") WHERE (status <> 'running' AND status <> 'completed');

-- AddForeignKey
ALTER TABLE "ResponseText" ADD CONSTRAINT "ResponseText_responseId_fkey" FOREIGN KEY ("responseId") REFERENCES "FormResponse"("id") ON DELETE CASCADE ON UPDATE CASCADE;
