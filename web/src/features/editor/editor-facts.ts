import type { ConnectionView, FormView, PipelineView } from "@formloom/shared/api";
import type { FormEventType } from "@formloom/shared/events";
import { formEventTypeSchema } from "@formloom/shared/events";
import type { Graph, Problem, SentencePart } from "@formloom/shared/graph";
import { createContext, createElement, useContext, useLayoutEffect, useState } from "react";
import type { ReactNode } from "react";
import { createStore, useStore, type StoreApi } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { pathWords, usableValues, type PathWords } from "../../plugins/value-labels.ts";
import { triggerOf, type NodeTypes } from "./graph-walk.ts";

/** What the whole editor knows besides the draft itself. */
export interface EditorFacts extends PathWords {
  readonly pipeline: PipelineView;
  readonly form: FormView;
  readonly types: NodeTypes;
  readonly problems: readonly Problem[];
  /** Whether the draft was looked at for problems yet. */
  readonly checked: boolean;
  /** The draft in words, piece by piece, each with its step. */
  readonly sentence: readonly SentencePart[];
  /** The caller's connections where the steps use the caller's; null: not known, or not theirs to choose. */
  readonly connections: readonly ConnectionView[] | null;
  readonly readOnly: boolean;
}

const EditorFactsContext = createContext<StoreApi<EditorFacts> | null>(null);

export interface EditorFactsProviderProps {
  readonly value: EditorFacts;
  readonly children: ReactNode;
}

/** A store of its own, so that those who pick a fact are drawn again with that one only. */
export function EditorFactsProvider({ value, children }: EditorFactsProviderProps) {
  const [store] = useState(() => createStore(() => value));
  useLayoutEffect(() => store.setState(value, true), [store, value]);
  return createElement(EditorFactsContext, { value: store }, children);
}

const everything = (facts: EditorFacts): EditorFacts => facts;

/** What the editor knows, or what is picked of it; an object of picked facts is compared member by member. */
export function useEditorFacts(): EditorFacts;
export function useEditorFacts<Picked>(pick: (facts: EditorFacts) => Picked): Picked;
export function useEditorFacts(pick: (facts: EditorFacts) => unknown = everything): unknown {
  const store = useContext(EditorFactsContext);
  if (store === null) throw new Error("Expected to be within the editor.");
  return useStore(store, useShallow(pick));
}

let lastWords: {
  readonly key: string;
  readonly fields: FormView["fields"];
  readonly types: NodeTypes;
  readonly words: PathWords;
} | null = null;

/**
 * Labels, kinds and options of everything a step of this graph may use. The same object as before as long as they
 * are the same, so that a change of settings does not draw every card anew.
 */
export function wordsOf(graph: Graph, form: Pick<FormView, "fields">, types: NodeTypes): PathWords {
  const earlier = graph.nodes.filter((node) => (types.get(node.type)?.produces.length ?? 0) > 0);
  const key = JSON.stringify(earlier.map(({ id, type, name }) => [id, type, name]));
  const { fields } = form;
  if (lastWords?.key === key && lastWords.fields === fields && lastWords.types === types)
    return lastWords.words;
  const groups = usableValues({ fields, events: ["response.edited"], earlier, types });
  const words = pathWords(groups);
  lastWords = { key, fields, types, words };
  return words;
}

/** The form events that start the graph. */
export function eventsOf(graph: Graph, types: NodeTypes): FormEventType[] {
  const events: unknown = triggerOf(graph, types)?.config["events"];
  return Array.isArray(events)
    ? events.flatMap((event: unknown) => formEventTypeSchema.safeParse(event).data ?? [])
    : [];
}
