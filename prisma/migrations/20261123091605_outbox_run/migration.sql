-- CreateIndex
CREATE INDEX "OutboxMail_run" ON "OutboxMail"("runId") WHERE ("runId" IS NOT NULL);
