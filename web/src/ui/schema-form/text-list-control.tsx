import { TagsInput } from "@mantine/core";
import { literalChoices } from "./json-schema.ts";
import { ManyChoicesControl } from "./many-choices-control.tsx";
import type { ControlProps } from "./schema-form-context.ts";

/** A list of texts as tags; a list of literals as checkboxes. */
export function TextListControl(props: ControlProps) {
  const { schema, value, onChange, nullable: _nullable, path, ...shown } = props;
  if (literalChoices(schema.items ?? {}) !== null) return <ManyChoicesControl {...props} />;
  const texts = (Array.isArray(value) ? value : []).filter((entry) => typeof entry === "string");
  return (
    <TagsInput
      {...shown}
      name={path}
      value={texts}
      onChange={onChange}
      acceptValueOnBlur
      splitChars={[",", ";"]}
      placeholder={texts.length === 0 ? "Type and press Enter" : ""}
      {...(schema.maxItems === undefined ? {} : { maxTags: schema.maxItems })}
    />
  );
}
