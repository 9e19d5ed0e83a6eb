import { Button, Group, Input, SegmentedControl, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { conditionSchema, type ConditionGroup } from "@formloom/shared/values";
import { allValues } from "../../plugins/value-labels.ts";
import { useSchemaForm, type ControlProps } from "../../ui/schema-form/schema-form-context.ts";
import {
  combinatorChosen,
  emptyCondition,
  isGroup,
  memberAdded,
  memberRemoved,
  newRule,
  ruleReplaced,
  type ConditionPlace,
} from "./condition-edit.ts";
import { ConditionRow } from "./condition-row.tsx";
import { useStepScope } from "./step-scope.ts";

const deepest = 3;

/** Rules and groups of rules (`x-control` `condition`). */
export function ConditionControl({
  value,
  onChange,
  path,
  nullable,
  label,
  description,
  error,
  disabled,
}: ControlProps) {
  const tree = conditionSchema.safeParse(value).data ?? emptyCondition;
  const { errors } = useSchemaForm();
  const [ofRule] = Object.keys(errors).filter((each) => each.startsWith(`${path}.`));
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={error ?? (ofRule === undefined ? undefined : errors[ofRule])}
      labelElement="div"
      className="condition"
    >
      <ConditionGroupRows
        tree={tree}
        group={tree}
        at={[]}
        disabled={disabled}
        onChange={(next) => onChange(next.rules.length === 0 && nullable ? null : next)}
      />
    </Input.Wrapper>
  );
}

interface GroupRowsProps {
  readonly tree: ConditionGroup;
  readonly group: ConditionGroup;
  readonly at: ConditionPlace;
  readonly disabled: boolean;
  readonly onChange: (next: ConditionGroup) => void;
}

function ConditionGroupRows({ tree, group, at, disabled, onChange }: GroupRowsProps) {
  const several = group.rules.length > 1;
  return (
    <div className="condition-group" data-depth={at.length}>
      {several && (
        <SegmentedControl
          size="xs"
          disabled={disabled}
          aria-label="How the rules combine"
          value={group.combinator}
          data={[
            { value: "and", label: "All must hold" },
            { value: "or", label: "Any one is enough" },
          ]}
          onChange={(next) => onChange(combinatorChosen(tree, at, next === "or" ? "or" : "and"))}
        />
      )}
      {group.rules.map((member, index) => {
        const place = [...at, index];
        return isGroup(member) ? (
          // Members have no identity of their own; the position is all there is.
          // oxlint-disable-next-line react/no-array-index-key
          <ConditionGroupRows
            key={index}
            tree={tree}
            group={member}
            at={place}
            disabled={disabled}
            onChange={onChange}
          />
        ) : (
          <ConditionRow
            // oxlint-disable-next-line react/no-array-index-key -- as above
            key={index}
            rule={member}
            number={index + 1}
            disabled={disabled}
            onChange={(rule) => onChange(ruleReplaced(tree, place, rule))}
            onRemove={() => onChange(memberRemoved(tree, place))}
          />
        );
      })}
      {group.rules.length === 0 && (
        <Text size="sm" c="dimmed">
          No rule yet.
        </Text>
      )}
      <AddRow tree={tree} at={at} disabled={disabled} onChange={onChange} />
    </div>
  );
}

function AddRow({ tree, at, disabled, onChange }: Omit<GroupRowsProps, "group">) {
  const { groups } = useStepScope();
  const first = allValues(groups).find((value) => value.kind !== "file");
  if (disabled) return null;
  const rule =
    first === undefined ? newRule("response.id", "text") : newRule(first.path, first.kind);
  return (
    <Group gap="xs">
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange(memberAdded(tree, at, rule))}
      >
        Add a rule
      </Button>
      {at.length < deepest && tree.rules.length > 0 && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => onChange(memberAdded(tree, at, { combinator: "or", rules: [rule] }))}
        >
          Add a group
        </Button>
      )}
    </Group>
  );
}
