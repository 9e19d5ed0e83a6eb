import { Button, Group, UnstyledButton } from "@mantine/core";
import type { Problem } from "@formloom/shared/graph";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import { fixesFor, type ProblemFix } from "./changes/problem-fixes.ts";
import { changeGraph } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { findNode } from "./graph-walk.ts";
import { newEdgeId } from "./new-steps.ts";
import { problemIcons } from "./problem-icons.ts";
import { sortedProblems } from "./step-notes.ts";

export interface ProblemListProps {
  readonly problems: readonly Problem[];
  /** Called once a problem has led elsewhere. */
  readonly onLeave: () => void;
}

/** Each problem with the way to its step and what mends it; fetched when somebody looks. */
export function ProblemList({ problems, onLeave }: ProblemListProps) {
  return (
    <ul className="problem-list">
      {sortedProblems(problems).map((problem) => (
        <li
          key={`${problem.nodeId}:${problem.edgeId}:${problem.path}:${problem.code}:${problem.message}`}
          className="problem-entry"
        >
          <ProblemRow problem={problem} onLeave={onLeave} />
        </li>
      ))}
    </ul>
  );
}

interface ProblemRowProps {
  readonly problem: Problem;
  readonly onLeave: () => void;
}

function ProblemRow({ problem, onLeave }: ProblemRowProps) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const nodeId = problem.nodeId ?? problem.nodeIds[0] ?? null;
  const node = nodeId === null || graph === undefined ? undefined : findNode(graph, nodeId);
  const RowIcon = problemIcons[problem.severity];
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
