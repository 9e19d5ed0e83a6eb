import { Text } from "@mantine/core";
import type { FamilyRun, RunView } from "@formloom/shared/api";
import { isRunFinished } from "@formloom/shared/run";
import { stepName } from "../../plugins/value-labels.ts";
import { TextLink } from "../../ui/links.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { timeWords } from "./act-words.ts";
import type { RunFacts } from "./run-elements.ts";
import { runWords } from "./run-words.ts";

export interface RunFamilyProps {
  readonly run: RunView;
  readonly facts: RunFacts;
}

/** The run that this one repeats, and the replays of it, each with who asked for what. */
export function RunFamily({ run, facts }: RunFamilyProps) {
  if (run.family.length < 2) return null;
  return (
    <nav className="run-family" aria-label="This run and its replays">
      <Text size="sm" fw={600} span>
        {leadOf(run)}
      </Text>
      <ol>
        {run.family.map((member) => (
          <li key={member.id} data-current={member.id === run.id || undefined}>
            <Member member={member} run={run} facts={facts} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The newest run of the family that has not ended, other than this one. */
export function openRelative(run: RunView): FamilyRun | null {
  return run.family.findLast(({ id, status }) => id !== run.id && !isRunFinished(status)) ?? null;
}

function leadOf(run: RunView): string {
  const own = run.replays.length === 0 ? "" : "Replayed";
  return run.replayOf === null ? own || "Its replays" : "A replay";
}

interface MemberProps extends RunFamilyProps {
  readonly member: FamilyRun;
}

function Member({ member, run, facts }: MemberProps) {
  const { tone, text } = runWords(member);
  const words = wordsOf(member, { run, facts });
  return (
    <>
      <StatusBadge tone={tone} size="sm">
        {text}
      </StatusBadge>
      {member.id === run.id ? (
        <Text size="sm" span fw={600} aria-current="page">
          {words}
        </Text>
      ) : (
        <TextLink
          to="/runs/$runId"
          params={{ runId: member.id }}
          search={{}}
          size="sm"
          td="underline"
        >
          {words}
        </TextLink>
      )}
    </>
  );
}

function wordsOf(member: FamilyRun, { run, facts }: RunFamilyProps): string {
  const at = timeWords(member.createdAt);
  if (member.replayOf === null) return `The first run, ${at}`;
  const who = member.requestedBy?.name || "Somebody";
  const node = run.graph.nodes.find(({ id }) => id === member.fromNodeId);
  const from =
    member.fromNodeId === null
      ? "everything"
      : `from ${node === undefined ? "a step" : stepName(node, facts.types)}`;
  const edited = member.editedNodeIds.length > 0 ? ", changed" : "";
  return `${who}, ${at}: ${from}${edited}`;
}
