import { Button, FileButton, List, Stack, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import {
  importPipeline,
  pipelineFileSchema,
  type ImportGap,
  type PipelineFile,
} from "@formloom/shared/api";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { showFailure } from "../../ui/toast.tsx";

export interface ImportAutomationProps {
  readonly formId: string;
}

/** Greatest size of a file that is read, in bytes: the server takes no more. */
const maxFileBytes = 8 * 1024 * 1024;

/** Makes an automation out of an exported file, and says what it could not bring along. */
export function ImportAutomation({ formId }: ImportAutomationProps) {
  const navigate = useNavigate();
  const [gaps, setGaps] = useState<{ readonly id: string; readonly list: readonly ImportGap[] }>();
  const open = (pipelineId: string) =>
    navigate({ to: "/pipelines/$pipelineId", params: { pipelineId } });
  const importing = useMutation({
    mutationFn: async (file: File) =>
      callRoute(importPipeline, { params: { formId }, body: await readFile(file) }),
    onSuccess: async ({ pipelineId, gaps: found }) => {
      await queryClient.invalidateQueries({ queryKey: ["pipelines", formId] });
      if (found.length === 0) await open(pipelineId);
      else setGaps({ id: pipelineId, list: found });
    },
    onError: (error) =>
      showFailure(
        "It was not imported",
        error instanceof NoAutomation ? error.message : reasonOf(error),
      ),
  });
  return (
    <>
      <FileButton
        accept="application/json,.json"
        onChange={(file) => {
          if (file !== null) importing.mutate(file);
        }}
      >
        {(props) => (
          <Button
            {...props}
            variant="default"
            leftSection={<IconFileImport size={18} aria-hidden />}
            loading={importing.isPending}
          >
            Import from a file
          </Button>
        )}
      </FileButton>
      {gaps !== undefined && <ImportGaps gaps={gaps.list} onClose={() => void open(gaps.id)} />}
    </>
  );
}

interface ImportGapsProps {
  readonly gaps: readonly ImportGap[];
  readonly onClose: () => void;
}

function ImportGaps({ gaps, onClose }: ImportGapsProps) {
  return (
    <Dialog title="It is imported, with a few things left for you" onClose={onClose}>
      <Stack>
        <List size="sm" spacing={4}>
          {gaps.map(({ kind, nodeId, message }) => (
            <List.Item key={`${kind} ${nodeId} ${message}`} className="wrap-anywhere">
              {message}
            </List.Item>
          ))}
        </List>
        <Text size="sm" c="dimmed">
          It is off until you publish it. The problems list shows the way to each step.
        </Text>
        <Button data-autofocus onClick={onClose}>
          Open it
        </Button>
      </Stack>
    </Dialog>
  );
}

/** Thrown for a file that holds no automation; its message is for the owner. */
class NoAutomation extends Error {}

async function readFile(file: File): Promise<PipelineFile> {
  if (file.size > maxFileBytes) throw new NoAutomation("The file is larger than 8 MB.");
  const parsed = pipelineFileSchema.safeParse(parseJson(await file.text()));
  if (parsed.success) return parsed.data;
  throw new NoAutomation("This file holds no automation. Choose one that was exported from here.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
