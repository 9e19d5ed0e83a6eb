import type { NodeType } from "@formloom/shared/plugin";
import { hasFrontend, pluginControl } from "../../plugins/registry.ts";
import type { ControlProps, SchemaControls } from "../../ui/schema-form/schema-form-context.ts";
import { ConditionControl } from "./condition-control.tsx";
import { DurationControl } from "./duration-control.tsx";
import { FormEventsControl } from "./form-events-control.tsx";
import { JsonControl } from "./json-control.tsx";
import { MailBodyControl } from "./mail/mail-body-control.tsx";
import { TemplateControl, TemplateListControl, TemplateMapControl } from "./template-controls.tsx";
import { WaysControl } from "./ways-control.tsx";

const own: SchemaControls = {
  template: TemplateControl,
  "template-list": TemplateListControl,
  "template-map": TemplateMapControl,
  json: JsonControl,
  condition: ConditionControl,
  duration: DurationControl,
  "form-events": FormEventsControl,
  ways: WaysControl,
  "mail-body": MailBodyControl,
};

/** The editor's controls, and those that the step's plugin brings for hints we do not know. */
export function stepControls(typeId: string, type: NodeType | undefined): SchemaControls {
  if (type === undefined || !hasFrontend(typeId)) return own;
  const hints = hintsOf(type.configSchema).filter((hint) => !Object.hasOwn(own, hint));
  const theirs = hints.flatMap((hint) => {
    const control = pluginControl<ControlProps>(typeId, hint);
    return control === null ? [] : [[hint, control] as const];
  });
  return { ...own, ...Object.fromEntries(theirs) };
}

/** Every `x-control` within a schema. */
export function hintsOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === "x-control" && typeof value === "string" ? [value] : hintsOf(value),
  );
}
