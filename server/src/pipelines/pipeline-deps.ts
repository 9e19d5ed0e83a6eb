import type { Graph, Plan, Problem } from "@formloom/shared/graph";
import type { Field } from "@formloom/shared/form";
import type { ConfigProblem, NodeType } from "@formloom/shared/plugin";
import type { Audit } from "../accounts/audit.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Access } from "../http/call.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Pipeline } from "../pipeline/ports.ts";

/** What the graph compiler tells of a graph; `main.ts` fills it in with the real one. */
export interface GraphTools {
  /** The plan is null when a problem is an error. */
  compile(
    graph: Graph,
    form: { readonly fields: readonly Field[] },
  ): {
    readonly plan: Plan | null;
    readonly problems: readonly Problem[];
    readonly sentence: string;
  };
  /** A plan of a draft for trying it out, however unfinished its steps; of one step and those before it. */
  compileTrial(
    graph: Graph,
    form: { readonly fields: readonly Field[] },
    nodeId?: string,
  ): { readonly plan: Plan | null; readonly problems: readonly Problem[] };
  /** What a node type's schema says of settings whose values are filled in. */
  checkFinal(type: string, config: unknown): readonly ConfigProblem[];
}

export interface PipelineDeps {
  readonly prisma: PrismaClient;
  readonly pipeline: Pick<Pipeline, "forms" | "cancelRuns" | "releaseHeld">;
  readonly audit: Audit;
  readonly cursors: Cursors;
  readonly nodeTypes: readonly NodeType[];
  readonly graphTools: GraphTools;
  readonly access: Access;
}
