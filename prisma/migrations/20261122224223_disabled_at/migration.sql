-- AlterTable
ALTER TABLE "PluginConfig" ADD COLUMN     "disabledAt" TIMESTAMPTZ(3);
