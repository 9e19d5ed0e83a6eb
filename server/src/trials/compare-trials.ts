import { isDeepStrictEqual } from "node:util";
import type {
  EffectDifference,
  PreviewContent,
  ResponseTrial,
  StepTrial,
  Trial,
} from "@formloom/shared/api";

/** What differs between two versions tried on the same response: of each step that sends, in either. */
export function compareTrials(draft: Trial, live: Trial): NonNullable<ResponseTrial["comparison"]> {
  const liveSteps = new Map(live.steps.map((step) => [step.nodeId, step]));
  const draftIds = new Set(draft.steps.map(({ nodeId }) => nodeId));
  const pairs = [
    ...draft.steps.map((after) => ({ before: liveSteps.get(after.nodeId), after })),
    ...live.steps
      .filter(({ nodeId }) => !draftIds.has(nodeId))
      .map((before) => ({ before, after: undefined })),
  ];
  const effects = pairs.flatMap((pair) => compareStep(pair, { draft, live }));
  const isSame = effects.every(({ change }) => change === "same") && draft.ends === live.ends;
  return { change: isSame ? "same" : "different", live, effects };
}

interface Pair {
  readonly before: StepTrial | undefined;
  readonly after: StepTrial | undefined;
}

function compareStep(
  { before, after }: Pair,
  sides: { draft: Trial; live: Trial },
): EffectDifference[] {
  const step = after ?? before;
  const [sent, sends] = [isSent(before), isSent(after)];
  if (step === undefined || (!sent && !sends)) return [];
  const parts = sent && sends ? differingParts(before?.content, after?.content) : [];
  const { nodeId, name, type } = step;
  const change = !sent ? "new" : !sends ? "gone" : parts.length === 0 ? "same" : "different";
  return [
    {
      nodeId,
      name,
      type,
      change,
      parts,
      before: inWords(before, sides.live),
      after: inWords(after, sides.draft),
    },
  ];
}

const isSent = (step: StepTrial | undefined): boolean =>
  step !== undefined && step.acts && step.verdict === "runs";

function inWords(step: StepTrial | undefined, trial: Trial): string {
  return step?.summary ?? trial.reason ?? "There is no such step";
}

/** Names of the members that differ; of two kinds of content, `kind` alone. */
function differingParts(
  before: PreviewContent = { kind: "none" },
  after: PreviewContent = { kind: "none" },
): string[] {
  if (before.kind !== after.kind) return ["kind"];
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.filter((name) => !isDeepStrictEqual(old.get(name), now.get(name)));
}
