-- CreateTable
CREATE TABLE "WorkDone" (
    "pipelineId" UUID NOT NULL,
    "responseId" UUID NOT NULL,
    "formId" UUID NOT NULL,
    "completed" BOOLEAN NOT NULL,
    "nodeIds" TEXT[],

    CONSTRAINT "WorkDone_pkey" PRIMARY KEY ("pipelineId","responseId")
);

-- CreateIndex
CREATE INDEX "WorkDone_responseId_idx" ON "WorkDone"("responseId");

-- CreateIndex
CREATE INDEX "WorkDone_formId_idx" ON "WorkDone"("formId");
