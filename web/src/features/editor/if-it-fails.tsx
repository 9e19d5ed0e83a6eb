import { Button, NativeSelect, NumberInput, Stack, Text } from "@mantine/core";
import type { Graph, GraphNode, NodeSettings } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { useAppStore } from "../../store/store.ts";
import { changeGraph } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { edgesOutOf } from "./graph-walk.ts";

export interface IfItFailsProps {
  readonly node: GraphNode;
  readonly type: NodeType;
}

/** How often it is tried, and what happens after the last try. */
export function IfItFails({ node, type }: IfItFailsProps) {
  const { readOnly } = useEditorFacts();
  const settings = node.settings ?? {};
  const retry = settings.retry ?? {};
  const { maxAttempts = type.retry.maxAttempts, firstDelayMs = type.retry.firstDelayMs } = retry;
  const hasErrorStep = useAppStore((state) => hasEdgeOnError(state.editor?.graph, node.id));
  const change = (next: NodeSettings) =>
    changeGraph({ type: "settingsChanged", nodeId: node.id, settings: next });
  return (
    <details className="if-it-fails">
      <summary>
        If it fails
        <Text size="sm" c="dimmed" component="span" className="if-it-fails-words">
          {failureWords(maxAttempts, settings.onError ?? "stop", hasErrorStep)}
        </Text>
      </summary>
      <Stack gap="md" mt="sm">
        <NumberInput
          label="Tries in all"
          description={pauseWords(maxAttempts, firstDelayMs)}
          disabled={readOnly}
          min={1}
          max={20}
          allowDecimal={false}
          clampBehavior="strict"
          value={maxAttempts}
          onChange={(next) => {
            if (typeof next === "number")
              change({ ...settings, retry: { ...settings.retry, maxAttempts: next } });
          }}
        />
        <NumberInput
          label="First pause, in seconds"
          description="Each further pause is longer."
          disabled={readOnly || maxAttempts === 1}
          min={0.1}
          max={86_400}
          value={firstDelayMs / 1_000}
          onChange={(next) => {
            if (typeof next !== "number" || next < 0.1) return;
            change({
              ...settings,
              retry: { ...settings.retry, firstDelayMs: Math.round(next * 1_000) },
            });
          }}
        />
        <NativeSelect
          label="After the last try"
          description={
            hasErrorStep ? "The steps after “If it fails” run in either case." : undefined
          }
          disabled={readOnly}
          value={settings.onError ?? "stop"}
          data={[
            { value: "stop", label: "Stop and tell me" },
            { value: "continue", label: "Go on with the next step" },
          ]}
          onChange={(event) =>
            change({
              ...settings,
              onError: event.currentTarget.value === "continue" ? "continue" : "stop",
            })
          }
        />
        {!hasErrorStep && !readOnly && <ErrorStepButton nodeId={node.id} />}
        <NativeSelect
          label="If the server stops in the middle of it"
          disabled={readOnly}
          value={settings.ifInterrupted ?? type.ifInterrupted}
          data={[
            { value: "again", label: "Do it again, marked as the same" },
            { value: "ask", label: "Ask me first" },
          ]}
          onChange={(event) =>
            change({
              ...settings,
              ifInterrupted: event.currentTarget.value === "ask" ? "ask" : "again",
            })
          }
        />
      </Stack>
    </details>
  );
}

function ErrorStepButton({ nodeId }: { readonly nodeId: string }) {
  const pickerOpened = useAppStore((state) => state.pickerOpened);
  return (
    <Button
      variant="default"
      size="compact-sm"
      className="if-it-fails-add"
      onClick={() => pickerOpened({ kind: "port", nodeId, port: "error" })}
    >
      Add a step for when it fails
    </Button>
  );
}

function hasEdgeOnError(graph: Graph | undefined, nodeId: string): boolean {
  return (
    graph !== undefined &&
    edgesOutOf(graph, nodeId).some(({ sourcePort }) => sourcePort === "error")
  );
}

function failureWords(
  attempts: number,
  onError: "stop" | "continue",
  hasErrorStep: boolean,
): string {
  const tries = attempts === 1 ? "Tried once" : `Tried ${attempts} times`;
  const then = onError === "continue" ? "then it goes on" : "then it stops and tells you";
  return `${tries}, ${then}${hasErrorStep ? ", with steps of its own" : ""}.`;
}

function pauseWords(attempts: number, firstDelayMs: number): string {
  if (attempts === 1) return "It is not tried again.";
  return `Tried again after ${firstDelayMs / 1_000} seconds, then after longer pauses.`;
}
