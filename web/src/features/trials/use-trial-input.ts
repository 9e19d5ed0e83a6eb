import type { FormView, ResponseView } from "@formloom/shared/api";
import { inventAnswers } from "@formloom/shared/form";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trialResponsesQuery, type TrialInput } from "./trial-queries.ts";

const none: readonly ResponseView[] = [];

/** What a test is about: at first the newest response, or made-up answers where there is none. */
export function useTrialInput(form: FormView, onChange: (input: TrialInput) => void) {
  const { data: page } = useQuery(trialResponsesQuery(form.id));
  const [picked, setPicked] = useState<"past" | "made-up" | null>(null);
  const [pickedId, setPickedId] = useState<string | null>(null);
  const [data, setData] = useState(() =>
    inventAnswers(form.fields, new Date().toISOString().slice(0, 10)),
  );
  const isEmpty = page?.items.length === 0;
  const kind = picked ?? (isEmpty ? "made-up" : "past");
  const responseId = pickedId ?? page?.items[0]?.id ?? null;
  useEffect(() => {
    if (kind === "made-up") onChange({ data });
    else if (responseId !== null) onChange({ responseId });
  }, [kind, responseId, data, onChange]);
  return {
    kind,
    responseId,
    data,
    /** Nobody has answered yet. */
    isEmpty,
    responses: page?.items ?? none,
    setKind: setPicked,
    setResponseId: setPickedId,
    setData,
  };
}
