import type { ChangeFacts } from "@formloom/shared/graph";
import { useMemo } from "react";
import { useEditorFacts } from "../editor-facts.ts";

/** What putting differences of the automation at hand into words has to know. */
export function useChangeFacts(): ChangeFacts {
  const { form, types, connections } = useEditorFacts();
  return useMemo(() => {
    const connectionNames = new Map(connections?.map(({ id, name }) => [id, name]));
    return { formName: form.name, fields: form.fields, nodeTypes: types, connectionNames };
  }, [form, types, connections]);
}
