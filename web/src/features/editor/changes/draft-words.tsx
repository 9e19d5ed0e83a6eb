import { countChanges } from "@formloom/shared/graph";
import { counted } from "../../../ui/counted.ts";
import { useLiveChanges } from "./use-live-changes.ts";

/** In how far the draft differs from what runs; nothing where it does not. */
export function DraftWords() {
  const { changes } = useLiveChanges();
  if (changes === null || changes.length === 0) return null;
  const count = countChanges(changes);
  const words = count === 0 ? "draft is rearranged" : `draft has ${counted(count, "change")}`;
  return <span className="live-pill-draft"> · {words}</span>;
}
