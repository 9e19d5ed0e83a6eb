import { exportPipeline, type PipelineView } from "@formloom/shared/api";
import { callRoute } from "../../../effects/api-client.ts";
import { reasonOf } from "../../../effects/explain-error.ts";
import { showFailure } from "../../../ui/toast.tsx";
import { flushDraft } from "../draft-saver.ts";

/** Saves the draft, then hands it to the browser as a file without secrets. */
export async function exportDraft({ id, name }: Pick<PipelineView, "id" | "name">): Promise<void> {
  try {
    await flushDraft();
    const file = await callRoute(exportPipeline, { params: { pipelineId: id } });
    const text = `${JSON.stringify(file, null, 2)}\n`;
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `${fileNameOf(name)}.automation.json`;
    link.click();
    // The browser has taken the file over by the next turn.
    setTimeout(() => URL.revokeObjectURL(address), 1_000);
  } catch (error) {
    showFailure("It was not exported", reasonOf(error));
  }
}

function fileNameOf(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-+|-+$/g, "");
  return plain === "" ? "automation" : plain.slice(0, 80).toLowerCase();
}
