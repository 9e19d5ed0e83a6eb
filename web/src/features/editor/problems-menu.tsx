import {
  Button,
  Group,
  Popover,
  ScrollArea,
  Text,
  UnstyledButton,
  VisuallyHidden,
} from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { Problem } from "@formloom/shared/graph";
import { useState } from "react";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import { fixesFor, type ProblemFix } from "./changes/problem-fixes.ts";
import { changeGraph } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { findNode } from "./graph-walk.ts";
import { newEdgeId } from "./new-steps.ts";
import { errorCount, sortedProblems } from "./step-notes.ts";

export interface ProblemsMenuProps {
  /** Only the count beside the icon; the words are for readers then. */
  readonly isShort?: boolean;
}

/** What keeps the draft from being published, each with the way to its step and what mends it. */
export function ProblemsMenu({ isShort = false }: ProblemsMenuProps) {
  const { problems, checked } = useEditorFacts();
  const [opened, setOpened] = useState(false);
  const errors = errorCount(problems);
  const tone = problems.length === 0 ? "good" : errors > 0 ? "error" : "warning";
  const ButtonIcon = looks[tone];
  const words = checked ? countWords(errors, problems.length - errors) : "Checking…";
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={360}
      position="bottom-end"
      withArrow
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={
            <ButtonIcon size={17} aria-hidden className="problem-icon" data-severity={tone} />
          }
          onClick={() => setOpened(!opened)}
        >
          {isShort ? (
            <>
              <span aria-hidden>{checked ? problems.length : "…"}</span>
              <VisuallyHidden>{words}</VisuallyHidden>
            </>
          ) : (
            words
          )}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} maw="calc(100vw - 1rem)" aria-label="Problems">
        {!checked ? (
          <Text size="sm" p="xs">
            The steps are being looked at.
          </Text>
        ) : problems.length === 0 ? (
          <Text size="sm" p="xs">
            Everything is set up. Publish to make it live.
          </Text>
        ) : (
          <ScrollArea.Autosize mah={400}>
            <ul className="problem-list">
              {sortedProblems(problems).map((problem) => (
                <li
                  key={`${problem.nodeId}:${problem.edgeId}:${problem.path}:${problem.code}:${problem.message}`}
                  className="problem-entry"
                >
                  <ProblemRow problem={problem} onLeave={() => setOpened(false)} />
                </li>
              ))}
            </ul>
          </ScrollArea.Autosize>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

const looks = {
  good: IconCircleCheck,
  error: IconCircleX,
  warning: IconAlertTriangle,
} as const;

interface ProblemRowProps {
  readonly problem: Problem;
  readonly onLeave: () => void;
}

function ProblemRow({ problem, onLeave }: ProblemRowProps) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const nodeId = problem.nodeId ?? problem.nodeIds[0] ?? null;
  const node = nodeId === null || graph === undefined ? undefined : findNode(graph, nodeId);
  const RowIcon = looks[problem.severity];
  return (
    <>
      <UnstyledButton
        className="problem-row"
        disabled={node === undefined}
        onClick={() => {
          if (node === undefined) return;
          useAppStore.getState().stepOpened(node.id);
          onLeave();
        }}
      >
        <RowIcon size={17} aria-hidden className="problem-icon" data-severity={problem.severity} />
        <span>
          <span className="problem-step">
            {node === undefined ? "The whole automation" : stepName(node, types)}
          </span>
          <span className="problem-words">
            <span className="problem-kind">
              {problem.severity === "error" ? "Problem: " : "Note: "}
            </span>
            {problem.message}
          </span>
        </span>
      </UnstyledButton>
      <FixButtons problem={problem} onLeave={onLeave} />
    </>
  );
}

function FixButtons({ problem, onLeave }: ProblemRowProps) {
  const { types, form, connections, readOnly } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  if (readOnly || graph === undefined) return null;
  const fixes = fixesFor(problem, {
    graph,
    types,
    connections,
    fields: form.fields,
    newEdgeId: () => newEdgeId(Math.random),
  });
  if (fixes.length === 0) return null;
  const mend = (fix: ProblemFix) => {
    if ("change" in fix) {
      useAppStore.getState().settingLeft();
      changeGraph(fix.change);
      return;
    }
    useAppStore.getState().pickerOpened(fix.addAt);
    onLeave();
  };
  return (
    <Group className="problem-fixes">
      {fixes.map((fix) => (
        <Button key={fix.label} size="compact-sm" variant="light" onClick={() => mend(fix)}>
          {fix.label}
        </Button>
      ))}
    </Group>
  );
}

function countWords(errors: number, warnings: number): string {
  if (errors + warnings === 0) return "No problems";
  const notes = warnings === 1 ? "1 note" : `${warnings} notes`;
  if (errors === 0) return notes;
  const problems = errors === 1 ? "1 problem" : `${errors} problems`;
  return warnings === 0 ? problems : `${problems}, ${notes}`;
}
