-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "dueAt" TIMESTAMPTZ(3),
ALTER COLUMN "pipelineId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "TaskItem" ADD COLUMN     "runId" UUID,
ADD COLUMN     "state" TEXT;

-- CreateIndex
CREATE INDEX "TaskItem_state" ON "TaskItem"("taskId", "state") WHERE (state IS NOT NULL);
