import { Anchor, NativeSelect, Text } from "@mantine/core";
import type { GraphNode } from "@formloom/shared/graph";
import type { ConnectionFacts } from "@formloom/shared/plugin";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changeGraph } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { connectionsOfKindQuery } from "./editor-queries.ts";
import { ConnectionTest } from "./connection-test.tsx";
import { NewConnectionDialog } from "../../connections/new-connection-dialog.tsx";
import { problemsByPath } from "./step-notes.ts";

export interface ConnectionSelectProps {
  readonly node: GraphNode;
  readonly connection: ConnectionFacts;
}

const none: readonly never[] = [];

/** Which stored credentials the step uses; new ones are made without leaving. */
export function ConnectionSelect({ node, connection }: ConnectionSelectProps) {
  const { readOnly, problems } = useEditorFacts();
  const [creating, setCreating] = useState(false);
  const { data, isError } = useQuery(connectionsOfKindQuery(connection.kind));
  const stored = data?.items ?? none;
  const chosen = node.connectionId ?? "";
  const missing = chosen !== "" && data !== undefined && stored.every((each) => each.id !== chosen);
  const choose = (id: string) =>
    changeGraph({ type: "connectionChosen", nodeId: node.id, connectionId: id === "" ? null : id });
  const problem = problemsByPath(problems, node.id)["connectionId"];
  return (
    <div>
      <NativeSelect
        label={connection.name}
        disabled={readOnly}
        error={missing ? "It was deleted, or is somebody else's. Choose another." : problem}
        value={chosen}
        data={[
          { value: "", label: connection.required ? "Choose one…" : "None, or the server's own" },
          ...(missing ? [{ value: chosen, label: "Not available" }] : []),
          ...stored.map((each) => ({ value: each.id, label: each.name })),
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {isError && (
        <Text size="xs" c="dimmed" mt={4}>
          Your connections could not be loaded.
        </Text>
      )}
      {!readOnly && (
        <ConnectionActs
          chosen={stored.find((each) => each.id === chosen)}
          onAdd={() => setCreating(true)}
        />
      )}
      {creating && (
        <NewConnectionDialog
          connection={connection}
          onClose={() => setCreating(false)}
          onCreated={(id) => {
            setCreating(false);
            choose(id);
          }}
        />
      )}
    </div>
  );
}

interface ConnectionActsProps {
  readonly chosen: { readonly id: string; readonly name: string } | undefined;
  readonly onAdd: () => void;
}

function ConnectionActs({ chosen, onAdd }: ConnectionActsProps) {
  return (
    <div className="connection-acts">
      <Anchor component="button" type="button" size="sm" onClick={onAdd}>
        Add a connection
      </Anchor>
      {chosen !== undefined && (
        <ConnectionTest key={chosen.id} connectionId={chosen.id} name={chosen.name} />
      )}
    </div>
  );
}
