import { fieldKindWords } from "@formloom/shared/form";
import { valueInWords } from "../../../plugins/sample-scope.ts";
import { useStepScope } from "../step-scope.ts";
import { asItIs, emptyRuleOf, emptyRuleWords, formatOf } from "./pill-rules.ts";
import { pillWords } from "./pill-words.ts";

/** Where a pill's value comes from, the last real one, and what it gives. */
export function PillCard({ source }: { readonly source: string }) {
  const { groups, sampleScopes } = useStepScope();
  const { pill, trail, kind, value, source: from } = pillWords(source, groups);
  const sample = value === null ? null : valueInWords(value, sampleScopes[0]);
  const format = formatOf(pill, kind);
  return (
    <>
      <p className="pill-card-trail">{trail}</p>
      {kind !== undefined && <p>Gives {fieldKindWords[kind]}</p>}
      {format.id !== asItIs.id && <p>Written: {format.label}</p>}
      {from === "broken" ? (
        <p>Choose another value for it, or remove it.</p>
      ) : (
        <>
          {from === "answers" && <p>Last answer: {sample ?? "none yet"}</p>}
          <p>If it is empty: {emptyRuleWords(emptyRuleOf(pill))}</p>
        </>
      )}
    </>
  );
}
