import type { GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { useMemo } from "react";
import { SchemaForm } from "../../ui/schema-form/schema-form.tsx";
import { changeConfig } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { eitherSettings } from "./either-settings.ts";
import { EitherSwitch } from "./either-switch.tsx";
import { stepControls } from "./step-controls.ts";
import { problemsByPath } from "./step-notes.ts";

export interface StepSettingsProps {
  readonly node: GraphNode;
  readonly type: NodeType;
}

/** The settings of a step's own kind, drawn from their schema. */
export function StepSettings({ node, type }: StepSettingsProps) {
  const { types, problems, readOnly } = useEditorFacts();
  const controls = useMemo(() => stepControls(node.type, type), [node.type, type]);
  const either = useMemo(() => eitherSettings(type, node.config), [type, node.config]);
  const change = (config: Readonly<Record<string, unknown>>) =>
    changeConfig(node.id, config, types);
  return (
    <>
      {either !== null && (
        <EitherSwitch either={either} label={type.name} disabled={readOnly} onChange={change} />
      )}
      <SchemaForm
        schema={either?.schema ?? type.configSchema}
        value={node.config}
        disabled={readOnly}
        errors={problemsByPath(problems, node.id)}
        controls={controls}
        onChange={change}
      />
    </>
  );
}
