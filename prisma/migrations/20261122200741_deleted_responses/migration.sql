-- CreateIndex
CREATE INDEX "FormEvent_deleted" ON "FormEvent"("responseId") WHERE (type = 'response.deleted');
