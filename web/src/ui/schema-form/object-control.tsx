import { GroupFrame } from "./group-frame.tsx";
import { ObjectFields } from "./object-fields.tsx";
import type { ControlProps } from "./schema-form-context.ts";

/** Nested settings, framed. */
export function ObjectControl(props: ControlProps) {
  const { schema, value, onChange, path, label, description, error } = props;
  return (
    <GroupFrame label={label} description={description} error={error}>
      <ObjectFields schema={schema} value={value} onChange={onChange} path={path} />
    </GroupFrame>
  );
}
