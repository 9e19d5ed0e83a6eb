-- CreateIndex
CREATE INDEX "PluginRun_uncleared" ON "PluginRun"("formId", "id") WHERE ("clearedAt" IS NULL AND "finishedAt" IS NOT NULL);
