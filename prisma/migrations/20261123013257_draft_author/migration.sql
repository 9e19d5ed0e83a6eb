-- AlterTable
ALTER TABLE "PluginConfig" ADD COLUMN     "draftAt" TIMESTAMPTZ(3),
ADD COLUMN     "draftById" UUID;
