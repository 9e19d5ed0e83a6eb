import type { FormView } from "@formloom/shared/api";
import type { Graph, GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { createContext, type ComponentType } from "react";

/** The settings of one step outside of the editor. */
export interface StepFormProps {
  /** `pills`: settings that hold answers. `final`: values in which nothing is filled in. */
  readonly mode: "pills" | "final";
  readonly graph: Graph;
  readonly node: GraphNode;
  readonly type: NodeType;
  readonly types: ReadonlyMap<string, NodeType>;
  readonly form: FormView;
  readonly value: Readonly<Record<string, unknown>>;
  readonly onChange: (next: Readonly<Record<string, unknown>>) => void;
  /** Messages by dotted path. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Draws {@link StepFormProps}: handed down by the app, as features do not know one another. */
export const StepFormSlot = createContext<ComponentType<StepFormProps>>(() => null);
