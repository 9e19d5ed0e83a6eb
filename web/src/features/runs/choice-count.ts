import { countMatchingRuns } from "@formloom/shared/api";
import { useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { counted } from "../../ui/counted.ts";
import type { ChoiceDialogProps } from "./choice-request.ts";
import { filterQuery } from "./runs-queries.ts";

/** So many runs can be cancelled or replayed at a time where they are not named. */
const mostMatching = 10_000;

export interface ChoiceCount {
  /** Such as "12 runs", or "more than 10,000 runs"; "all matching runs" while it is not known. */
  readonly words: string;
  /** Whether they can be acted on: it is known how many they are, and they are neither none nor too many. */
  readonly fits: boolean;
  /** What there is to know of the number, in a sentence; null: nothing. */
  readonly note: string | null;
  readonly isCounting: boolean;
  readonly error: unknown;
  readonly countAgain: () => void;
}

interface CountWish extends Pick<ChoiceDialogProps, "choice" | "facts" | "filter"> {
  readonly act: "cancel" | "replay";
  /** It was begun: the number stays what it was then. */
  readonly hasBegun: boolean;
}

/** Of how many of the chosen runs an act is: the server counts those that are not all shown. */
export function useChoiceCount({ act, choice, facts, filter, hasBegun }: CountWish): ChoiceCount {
  const isMatching = choice.kind === "matching";
  const query = { ...filterQuery(filter), act };
  const matching = useQuery({
    queryKey: ["runs", "matching", query],
    queryFn: ({ signal }) => callRoute(countMatchingRuns, { query, signal }),
    enabled: isMatching && !hasBegun,
    // A dialog that opens counts anew: nobody is to trust an old number.
    staleTime: 0,
    gcTime: 0,
  });
  const named = { count: act === "cancel" ? facts.underWay : facts.over, isMore: false };
  const found = isMatching ? matching.data : named;
  return {
    ...(found === undefined ? unknown : describeCount(found, act)),
    isCounting: isMatching && matching.isPending,
    error: isMatching ? matching.error : null,
    countAgain: () => void matching.refetch(),
  };
}

const unknown = { words: "all matching runs", fits: false, note: null } as const;
const none = {
  cancel: "None of these can be cancelled: they are over already.",
  replay: "None of these can be replayed: they are under way, tests, or were replayed since.",
} as const;

/** What a number of runs is called, and whether an act takes so many. */
export function describeCount(
  { count, isMore }: { readonly count: number; readonly isMore: boolean },
  act: "cancel" | "replay",
): Pick<ChoiceCount, "words" | "fits" | "note"> {
  const runs = counted(count, "run");
  if (isMore && count >= mostMatching) {
    const done = act === "cancel" ? "cancelled" : "replayed";
    const note = `No more than ${runs} can be ${done} at a time. Narrow the list first, such as by dates.`;
    return { words: `more than ${runs}`, fits: false, note };
  }
  if (isMore) {
    const note = "There are too many runs to count them all, so there may be more.";
    return { words: count === 0 ? unknown.words : `at least ${runs}`, fits: true, note };
  }
  return { words: runs, fits: count > 0, note: count > 0 ? null : none[act] };
}
