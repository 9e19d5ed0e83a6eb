import { Button, Popover, Text, VisuallyHidden } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useEditorFacts } from "./editor-facts.ts";
import { problemIcons } from "./problem-icons.ts";
import { errorCount } from "./step-notes.ts";

const ProblemList = lazy(async () => ({
  default: (await import("./problem-list.tsx")).ProblemList,
}));

export interface ProblemsMenuProps {
  /** Only the count beside the icon; the words are for readers then. */
  readonly isShort?: boolean;
}

/** What keeps the draft from being published, each with the way to its step and what mends it. */
export function ProblemsMenu({ isShort = false }: ProblemsMenuProps) {
  const problems = useEditorFacts((facts) => facts.problems);
  const checked = useEditorFacts((facts) => facts.checked);
  const [opened, setOpened] = useState(false);
  const errors = errorCount(problems);
  const tone = problems.length === 0 ? "good" : errors > 0 ? "error" : "warning";
  const ButtonIcon = problemIcons[tone];
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
          <div className="problems-scroll">
            <Suspense fallback={<Text size="sm">The steps are being looked at.</Text>}>
              <ProblemList problems={problems} onLeave={() => setOpened(false)} />
            </Suspense>
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function countWords(errors: number, warnings: number): string {
  if (errors + warnings === 0) return "No problems";
  const notes = warnings === 1 ? "1 note" : `${warnings} notes`;
  if (errors === 0) return notes;
  const problems = errors === 1 ? "1 problem" : `${errors} problems`;
  return warnings === 0 ? problems : `${problems}, ${notes}`;
}
