import type { ConnectionView, FormView, PipelineView } from "@formloom/shared/api";
import type { Graph } from "@formloom/shared/graph";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { useMe } from "../../effects/session.ts";
import { useAppStore } from "../../store/store.ts";
import { checkQuery, connectionsQuery, manifestsQuery } from "./editor-queries.ts";
import type { NodeTypes } from "./graph-walk.ts";
import { checkGraph, needsServer, type GraphCheck } from "./local-check.ts";

/** Pause before the server is asked about steps that only it can check, in ms. */
const serverPauseMs = 350;

export interface GraphCheckOptions {
  readonly pipeline: PipelineView;
  readonly form: FormView;
  readonly types: NodeTypes;
  readonly connections: readonly ConnectionView[] | null;
  readonly graph: Graph;
}

/**
 * Problems and sentence of the graph on the screen, found in the browser. The server is asked only
 * while the graph has steps of a type that this page was not built with; it stays the judge at publish.
 */
export function useGraphCheck(options: GraphCheckOptions): GraphCheck {
  const { pipeline, form, types, connections } = options;
  const graph = useDeferredValue(options.graph);
  const manifests = useQuery(manifestsQuery);
  const known = manifests.data;
  const local = useMemo(() => {
    const connectionIds = connections === null ? null : new Set(connections.map(({ id }) => id));
    const facts = { fields: form.fields, types, connectionIds };
    return checkGraph(graph, { ...facts, manifests: known ?? new Map() });
  }, [graph, form.fields, types, connections, known]);
  const remote = useMemo(
    () =>
      manifests.isError || (known !== undefined && needsServer(graph, { types, manifests: known })),
    [graph, types, known, manifests.isError],
  );
  const edit = useAppStore((state) => state.editor?.sync.edit ?? 0);
  const [judged] = useDebouncedValue({ edit, graph }, serverPauseMs);
  const check = useQuery({
    ...checkQuery(pipeline.id, judged.edit, judged.graph),
    enabled: remote,
  });
  const problems = remote ? check.data?.problems : undefined;
  return useMemo(
    () => (problems === undefined ? local : { ...local, problems }),
    [local, problems],
  );
}

/** The connections that steps may use, where they are the caller's own: steps run with those of the form's owner. */
export function useOwnConnections(form: FormView): readonly ConnectionView[] | null {
  const me = useMe();
  const isOwner = form.ownerId === me.user.id;
  const { data } = useQuery({ ...connectionsQuery, enabled: isOwner });
  return isOwner && data?.nextCursor === null ? data.items : null;
}
