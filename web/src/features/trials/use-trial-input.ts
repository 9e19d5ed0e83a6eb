import type { FormView, ResponseView } from "@formloom/shared/api";
import { inventAnswers } from "@formloom/shared/form";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trialResponsesQuery, type TrialInput } from "./trial-queries.ts";

const none: readonly ResponseView[] = [];

/** What a test is about: at first the newest response, or made-up answers where there is none. */
export function useTrialInput(form: FormView, onChange: (input: TrialInput) => void) {
  const { newest, listed, isEmpty, ...search } = useListedResponses(form.id);
  const [picked, setPicked] = useState<"past" | "made-up" | null>(null);
  const [pickedOne, setPickedOne] = useState<ResponseView | null>(null);
  const [data, setData] = useState(() =>
    inventAnswers(form.fields, new Date().toISOString().slice(0, 10)),
  );
  const kind = picked ?? (isEmpty ? "made-up" : "past");
  const subject = pickedOne ?? newest[0] ?? null;
  const responseId = subject?.id ?? null;
  const responses = subject === null ? listed : withSubject(listed, subject);
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
    /** The newest, or those found by words; the one that was picked stays among them. */
    responses,
    ...search,
    setKind: setPicked,
    setResponseId: (id: string | null) =>
      setPickedOne(responses.find((response) => response.id === id) ?? null),
    setData,
  };
}

/** The newest responses, and which of them all are listed: those with the words that are searched for. */
function useListedResponses(formId: string) {
  const { data: page } = useQuery(trialResponsesQuery(formId));
  const [words, setWords] = useState("");
  const { data } = useQuery({
    ...trialResponsesQuery(formId, words),
    enabled: words !== "",
    placeholderData: keepPreviousData,
  });
  const found = words === "" ? undefined : data?.items;
  const newest = page?.items ?? none;
  return {
    newest,
    listed: found ?? newest,
    isEmpty: page?.items.length === 0,
    words,
    /** How many were found; null: nothing is searched for, or not found yet. */
    foundCount: found?.length ?? null,
    setWords,
  };
}

const withSubject = (listed: readonly ResponseView[], subject: ResponseView) =>
  listed.some(({ id }) => id === subject.id) ? listed : [...listed, subject];
