import { ActionIcon, CloseButton, Group, Text, TextInput, Title } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import type { Graph, GraphNode } from "@formloom/shared/graph";
import type { ResponseView } from "@formloom/shared/api";
import type { NodeType } from "@formloom/shared/plugin";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo } from "react";
import { scopeOfResponse } from "../../plugins/sample-scope.ts";
import { pathWords, stepName, usableValues } from "../../plugins/value-labels.ts";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { ConnectionSelect } from "./connection-select.tsx";
import { appState, changeGraph } from "./editor-acts.ts";
import { eventsOf, useEditorFacts, type EditorFacts } from "./editor-facts.ts";
import { recentResponsesQuery } from "./editor-queries.ts";
import { ancestorsOf, isTrigger, type NodeTypes } from "./graph-walk.ts";
import { IfItFails } from "./if-it-fails.tsx";
import { PanelSection } from "./panel-section.tsx";
import { StepMenu } from "./step-menu.tsx";
import { problemsOf } from "./step-notes.ts";
import { StepScopeContext, type StepScope } from "./step-scope.ts";
import { StepPreview } from "./step-preview.tsx";
import { StepSettings } from "./step-settings.tsx";
import { StepTrial } from "./step-trial.tsx";
import "./panel.css";

export interface StepPanelProps {
  readonly graph: Graph;
  readonly node: GraphNode;
}

/** The settings of one step. Esc closes; each setting that is left is one step back. */
export function StepPanel({ graph, node }: StepPanelProps) {
  const facts = useEditorFacts();
  const { stepOpened, settingLeft } = appState();
  const type = facts.types.get(node.type);
  const name = stepName(node, facts.types);
  const scope = useScope(graph, node, facts);
  const general = problemsOf(facts.problems, node.id).filter((problem) => problem.path === null);
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    // What is open over the panel closes alone: its keys come here too, though it stands elsewhere.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    event.preventDefault();
    const open = event.currentTarget.querySelector("[aria-haspopup][aria-expanded=true]");
    // A menu that does not have the focus yet hears no keys.
    if (open instanceof HTMLElement) open.click();
    else stepOpened(null);
  };
  return (
    <StepScopeContext value={scope}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc from anywhere within */}
      <aside
        className="editor-side editor-side-right"
        aria-label={`Settings of ${name}`}
        onKeyDown={keys}
        onBlur={settingLeft}
      >
        <PanelHead nodeId={node.id} name={name} type={type} />
        {general.map((problem) => (
          <p key={problem.code} className="step-note panel-note" data-tone="setup">
            {problem.message}
          </p>
        ))}
        {!isTrigger(node, facts.types) && (
          <PanelSection title="Set up">
            <TextInput
              label="Name of this step"
              placeholder={type?.name}
              maxLength={120}
              disabled={facts.readOnly}
              value={node.name ?? ""}
              onChange={(event) =>
                changeGraph({
                  type: "nodeRenamed",
                  nodeId: node.id,
                  name: event.currentTarget.value,
                })
              }
            />
            {type?.connection != null && (
              <ConnectionSelect node={node} connection={type.connection} />
            )}
          </PanelSection>
        )}
        {type !== undefined && (
          <PanelSection title={sectionTitles[type.category]}>
            <StepSettings key={node.id} node={node} type={type} />
            {type.role === "action" && !facts.readOnly && (
              <StepPreview key={`preview-${node.id}`} graph={graph} node={node} name={name} />
            )}
          </PanelSection>
        )}
        {type !== undefined && !isTrigger(node, facts.types) && type.role === "action" && (
          <IfItFails node={node} type={type} />
        )}
        <StepTrial pipelineId={facts.pipeline.id} node={node} />
      </aside>
    </StepScopeContext>
  );
}

/** What the settings of a step are about. */
const sectionTitles: Readonly<Record<NodeType["category"], string>> = {
  trigger: "When it starts",
  messages: "Message",
  data: "Data",
  logic: "Which way",
  waiting: "How long",
  developer: "Data",
};

interface PanelHeadProps {
  readonly nodeId: string;
  readonly name: string;
  readonly type: NodeType | undefined;
}

function PanelHead({ nodeId, name, type }: PanelHeadProps) {
  const { readOnly } = useEditorFacts();
  return (
    <div className="editor-side-head">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <span className="flow-card-icon" data-hue={type?.category}>
          <IconByName name={type?.icon ?? "puzzle"} />
        </span>
        <div className="panel-title">
          <Title order={2} fz="1.05rem" className="wrap-anywhere">
            {name}
          </Title>
          <Text size="xs" c="dimmed">
            {type?.description ?? "This kind of step is not installed here."}
          </Text>
        </div>
      </Group>
      <Group gap={2} wrap="nowrap">
        {!readOnly && (
          <StepMenu nodeId={nodeId}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`More for ${name}`}>
              <IconDotsVertical size={18} aria-hidden />
            </ActionIcon>
          </StepMenu>
        )}
        <CloseButton aria-label="Close the settings" onClick={() => appState().stepOpened(null)} />
      </Group>
    </div>
  );
}

function useScope(graph: Graph, node: GraphNode, facts: EditorFacts): StepScope {
  const { form, types } = facts;
  const samples = useQuery(recentResponsesQuery(form.id)).data?.items;
  return useMemo(
    () => scopeOf(graph, node, { form, types, samples: samples ?? [] }),
    [graph, node, form, types, samples],
  );
}

interface ScopeFacts {
  readonly form: EditorFacts["form"];
  readonly types: NodeTypes;
  readonly samples: readonly ResponseView[];
}

function scopeOf(graph: Graph, node: GraphNode, { form, types, samples }: ScopeFacts): StepScope {
  const groups = usableValues({
    fields: form.fields,
    events: eventsOf(graph, types),
    earlier: ancestorsOf(graph, node.id),
    types,
  });
  return {
    groups,
    ...pathWords(groups),
    accepts: types.get(node.type)?.accepts ?? {},
    samples,
    sampleScopes: samples.map((response) => scopeOfResponse(form, response)),
    timeZone: form.timeZone,
    source: {
      pluginId: node.type,
      connectionId: node.connectionId ?? null,
      config: node.config,
      options: types.get(node.type)?.options ?? [],
    },
  };
}
