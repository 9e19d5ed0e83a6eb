import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { StepFormProps } from "../../plugins/step-form-slot.ts";
import { scopeOfResponse } from "../../plugins/sample-scope.ts";
import { pathWords, usableValues } from "../../plugins/value-labels.ts";
import { plainControls } from "../../ui/schema-form/plain-controls.tsx";
import { SchemaForm } from "../../ui/schema-form/schema-form.tsx";
import { eventsOf } from "./editor-facts.ts";
import { recentResponsesQuery } from "./editor-queries.ts";
import { eitherSettings } from "./either-settings.ts";
import { EitherSwitch } from "./either-switch.tsx";
import { ancestorsOf } from "./graph-walk.ts";
import { MailBodyControl } from "./mail/mail-body-control.tsx";
import { StepScopeContext, type StepScope } from "./step-scope.ts";
import { stepControls } from "./step-controls.ts";
import "./panel.css";

/** The settings of a step as in its panel, of which the caller keeps the values: nothing goes into a draft. */
export function LooseStepForm(props: StepFormProps) {
  return props.mode === "final" ? <FinalForm {...props} /> : <PillForm {...props} />;
}

function PillForm(props: StepFormProps) {
  const { node, type, value, onChange, errors } = props;
  const scope = useScope(props);
  const either = useMemo(() => eitherSettings(type, value), [type, value]);
  const controls = useMemo(() => stepControls(node.type, type), [node.type, type]);
  return (
    <StepScopeContext value={scope}>
      {either !== null && (
        <EitherSwitch either={either} label={type.name} disabled={false} onChange={onChange} />
      )}
      <SchemaForm
        schema={either?.schema ?? type.configSchema}
        value={value}
        onChange={onChange}
        errors={errors}
        controls={controls}
      />
    </StepScopeContext>
  );
}

/** Nothing can be inserted: what stands there is what goes out. Braces would be taken for an answer. */
function FinalForm({ type, value, onChange, errors, form }: StepFormProps) {
  const hasBraces = JSON.stringify(value).includes("{{");
  const scope = useMemo(() => emptyScope(form.timeZone), [form.timeZone]);
  const controls = useMemo(
    () => (hasBraces ? plainControls : { ...plainControls, "mail-body": MailBodyControl }),
    [hasBraces],
  );
  return (
    <StepScopeContext value={scope}>
      <div className="final-form">
        <SchemaForm
          schema={type.configSchema}
          value={value}
          onChange={onChange}
          errors={errors}
          controls={controls}
        />
      </div>
    </StepScopeContext>
  );
}

const emptyScope = (timeZone: string): StepScope => ({
  groups: [],
  labels: {},
  kinds: {},
  choices: {},
  accepts: {},
  samples: [],
  sampleScopes: [],
  timeZone,
  source: null,
});

function useScope({ graph, node, types, type, form, value }: StepFormProps): StepScope {
  const samples = useQuery(recentResponsesQuery(form.id)).data?.items;
  return useMemo(() => {
    const groups = usableValues({
      fields: form.fields,
      events: eventsOf(graph, types),
      earlier: ancestorsOf(graph, node.id),
      types,
    });
    const known = samples ?? [];
    return {
      groups,
      ...pathWords(groups),
      accepts: type.accepts,
      samples: known,
      sampleScopes: known.map((response) => scopeOfResponse(form, response)),
      timeZone: form.timeZone,
      source: {
        pluginId: node.type,
        connectionId: node.connectionId ?? null,
        config: value,
        options: type.options ?? [],
      },
    };
  }, [graph, node, types, type, form, value, samples]);
}
