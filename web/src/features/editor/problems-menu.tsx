import { Button, Popover, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconTool } from "@tabler/icons-react";
import type { Problem } from "@formloom/shared/graph";
import { useState } from "react";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { findNode } from "./graph-walk.ts";
import { errorCount, sortedProblems } from "./step-notes.ts";

/** What keeps the draft from being published, each with the way to its step. */
export function ProblemsMenu() {
  const { problems } = useEditorFacts();
  const [opened, setOpened] = useState(false);
  const errors = errorCount(problems);
  const ButtonIcon = problems.length === 0 ? IconCircleCheck : IconAlertTriangle;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={340}
      position="bottom-end"
      withArrow
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<ButtonIcon size={17} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {problems.length === 0 ? "No problems" : countWords(errors, problems.length - errors)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label="Problems">
        {problems.length === 0 ? (
          <Text size="sm" p="xs">
            Everything is set up. Publish to make it live.
          </Text>
        ) : (
          <ScrollArea.Autosize mah={360}>
            <ul className="problem-list">
              {sortedProblems(problems).map((problem) => (
                <li key={`${problem.nodeId}:${problem.path}:${problem.code}:${problem.message}`}>
                  <ProblemRow problem={problem} onJump={() => setOpened(false)} />
                </li>
              ))}
            </ul>
          </ScrollArea.Autosize>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface ProblemRowProps {
  readonly problem: Problem;
  readonly onJump: () => void;
}

function ProblemRow({ problem, onJump }: ProblemRowProps) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const nodeId = problem.nodeId ?? problem.nodeIds[0] ?? null;
  const node = nodeId === null || graph === undefined ? undefined : findNode(graph, nodeId);
  const RowIcon = problem.severity === "error" ? IconTool : IconAlertTriangle;
  return (
    <UnstyledButton
      className="problem-row"
      disabled={node === undefined}
      onClick={() => {
        if (node === undefined) return;
        useAppStore.getState().stepOpened(node.id);
        onJump();
      }}
    >
      <RowIcon size={17} aria-hidden className="problem-icon" data-severity={problem.severity} />
      <span>
        <span className="problem-step">
          {node === undefined ? "The whole automation" : stepName(node, types)}
        </span>
        <span className="problem-words">{problem.message}</span>
      </span>
    </UnstyledButton>
  );
}

function countWords(errors: number, warnings: number): string {
  if (errors === 0) return warnings === 1 ? "1 note" : `${warnings} notes`;
  return errors === 1 ? "1 problem" : `${errors} problems`;
}
