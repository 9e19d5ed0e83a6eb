-- CreateEnum
CREATE TYPE "TaskStatus" AS ENUM ('queued', 'running', 'paused', 'completed', 'failed', 'cancelled');

-- AlterTable
ALTER TABLE "PluginConfigVersion" ALTER COLUMN "number" DROP NOT NULL;

-- AlterTable
ALTER TABLE "PluginRun" ADD COLUMN     "testTo" TEXT;

-- CreateTable
CREATE TABLE "Task" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "status" "TaskStatus" NOT NULL DEFAULT 'queued',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL,
    "input" JSONB NOT NULL,
    "summary" JSONB,
    "problem" TEXT,
    "formId" UUID NOT NULL,
    "pipelineId" UUID NOT NULL,
    "createdById" UUID NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "seenAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TaskItem" (
    "taskId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "responseId" UUID,
    "different" BOOLEAN NOT NULL DEFAULT false,
    "failing" BOOLEAN NOT NULL DEFAULT false,
    "data" JSON NOT NULL,

    CONSTRAINT "TaskItem_pkey" PRIMARY KEY ("taskId","ordinal")
);

-- CreateIndex
CREATE INDEX "Task_formId_id_idx" ON "Task"("formId", "id");

-- CreateIndex
CREATE INDEX "Task_unfinished" ON "Task"("id") WHERE ("finishedAt" IS NULL);

-- CreateIndex
CREATE INDEX "TaskItem_response" ON "TaskItem"("responseId") WHERE ("responseId" IS NOT NULL);

-- AddForeignKey
ALTER TABLE "TaskItem" ADD CONSTRAINT "TaskItem_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The legal moves of tasks, as in shared/src/run/task-status.ts.
CREATE TRIGGER "Task_legal_moves" BEFORE UPDATE OF status ON "Task" FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status AND NOT (
    (OLD.status = 'queued' AND NEW.status IN ('running', 'paused', 'cancelled', 'failed')) OR
    (OLD.status = 'running' AND NEW.status IN ('queued', 'paused', 'completed', 'failed', 'cancelled')) OR
    (OLD.status = 'paused' AND NEW.status IN ('queued', 'cancelled'))
  )) EXECUTE FUNCTION refuse_illegal_move();
