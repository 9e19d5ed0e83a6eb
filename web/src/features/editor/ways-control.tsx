import { Input, Text } from "@mantine/core";
import { AddButton } from "../../ui/schema-form/add-button.tsx";
import type { ControlProps } from "../../ui/schema-form/schema-form-context.ts";
import { wayCounts } from "./condition-counts.ts";
import { useStepScope } from "./step-scope.ts";
import { WayFields } from "./way-fields.tsx";
import { readWays, wayAdded, wayMoved } from "./ways-edit.ts";

/** Ways with their conditions, tried from top to bottom (`x-control` `ways`). */
export function WaysControl(props: ControlProps) {
  const { schema, value, onChange, path, label, description, error, disabled } = props;
  const ways = readWays(value);
  const samples = useStepScope();
  const total = samples.sampleScopes.length;
  const counts = wayCounts(
    ways.map((way) => way.condition),
    samples,
  );
  return (
    <Input.Wrapper label={label} labelElement="div" description={description} error={error}>
      <ol className="ways">
        {ways.map((way, index) => (
          <li key={way.port}>
            <WayFields
              way={way}
              schema={schema.items?.properties?.["condition"] ?? {}}
              path={`${path}.${index}`}
              count={
                counts === null ? null : `Takes ${counts.ways[index] ?? 0} of the last ${total}`
              }
              isFirst={index === 0}
              isLast={index === ways.length - 1}
              disabled={disabled}
              onChange={(next) => onChange(ways.with(index, next))}
              onMove={(by) => onChange(wayMoved(ways, index, index + by))}
              onRemove={() => onChange(ways.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
      {!disabled && (
        <AddButton
          disabled={ways.length >= (schema.maxItems ?? Infinity)}
          onClick={() => onChange(wayAdded(ways))}
        >
          Add a way
        </AddButton>
      )}
      <div className="way way-otherwise">
        <Text fw={600}>Otherwise</Text>
        <Text size="sm" c="dimmed">
          What none of the ways above takes goes on here.
          {counts !== null && ` Takes ${counts.otherwise} of the last ${total}.`}
        </Text>
      </div>
    </Input.Wrapper>
  );
}
