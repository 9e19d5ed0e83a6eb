import type { ConnectionView, FormView, PipelineView } from "@formloom/shared/api";
import { sentenceParts, type Graph } from "@formloom/shared/graph";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { useMe } from "../../effects/session.ts";
import { useAppStore } from "../../store/store.ts";
import { checkerQuery, checkQuery, connectionsQuery } from "./editor-queries.ts";
import type { NodeTypes } from "./graph-walk.ts";
import type { GraphCheck } from "./local-check.ts";

/** Pause before the server is asked about steps that only it can check, in ms. */
const serverPauseMs = 350;

export interface GraphCheckOptions {
  readonly pipeline: PipelineView;
  readonly form: FormView;
  readonly types: NodeTypes;
  readonly connections: readonly ConnectionView[] | null;
  readonly graph: Graph;
}

export interface GraphFindings extends GraphCheck {
  /** False until the graph was looked at for the first time: no problem is known yet. */
  readonly checked: boolean;
}

/**
 * Problems and sentence of the graph on the screen, found in the browser. The server is asked only
 * while the graph has steps of a type that this page was not built with; it stays the judge at publish.
 */
export function useGraphCheck(options: GraphCheckOptions): GraphFindings {
  const { pipeline, form, types, connections } = options;
  const graph = useDeferredValue(options.graph);
  const { data: checker, isError } = useQuery(checkerQuery);
  const local = useMemo((): GraphFindings => {
    const { fields } = form;
    if (checker === undefined) {
      const sentence = sentenceParts(graph, { fields, nodeTypes: types });
      return { problems: [], sentence, checked: false };
    }
    const connectionIds = connections === null ? null : new Set(connections.map(({ id }) => id));
    const facts = { fields, types, connectionIds, manifests: checker.manifests };
    return { ...checker.checkGraph(graph, facts), checked: true };
  }, [graph, form, types, connections, checker]);
  const remote = useMemo(
    () => isError || checker?.needsServer(graph, { types, manifests: checker.manifests }) === true,
    [graph, types, checker, isError],
  );
  const edit = useAppStore((state) => state.editor?.sync.edit ?? 0);
  // The same object while both are the same: another one each time would be taken for news without end.
  const current = useMemo(() => ({ edit, graph }), [edit, graph]);
  const [judged] = useDebouncedValue(current, serverPauseMs);
  const check = useQuery({
    ...checkQuery(pipeline.id, judged.edit, judged.graph),
    enabled: remote,
  });
  const problems = remote ? check.data?.problems : undefined;
  const found = problems ?? local.problems;
  const key = useMemo(() => JSON.stringify(found), [found]);
  // The same list as before where it says the same: what shows problems is not drawn again.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key stands for the list
  const kept = useMemo(() => found, [key]);
  return useMemo(
    () => ({ ...local, problems: kept, checked: local.checked || problems !== undefined }),
    [local, kept, problems],
  );
}

/** The connections that steps may use, where they are the caller's own: steps run with those of the form's owner. */
export function useOwnConnections(form: FormView): readonly ConnectionView[] | null {
  const me = useMe();
  const isOwner = form.ownerId === me.user.id;
  const { data } = useQuery({ ...connectionsQuery, enabled: isOwner });
  return isOwner && data?.nextCursor === null ? data.items : null;
}
