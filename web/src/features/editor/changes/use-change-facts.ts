import type { ChangeFacts } from "@formloom/shared/graph";
import { useMemo } from "react";
import { type EditorFacts, useEditorFacts } from "../editor-facts.ts";

const pickKnown = ({ form, types, connections }: EditorFacts) => ({ form, types, connections });

/** What putting differences of the automation at hand into words has to know. */
export function useChangeFacts(): ChangeFacts {
  const { form, types, connections } = useEditorFacts(pickKnown);
  return useMemo(() => {
    const connectionNames = new Map(connections?.map(({ id, name }) => [id, name]));
    return { formName: form.name, fields: form.fields, nodeTypes: types, connectionNames };
  }, [form, types, connections]);
}
