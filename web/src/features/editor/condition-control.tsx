import { Button, Group, Input, NativeSelect, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { conditionSchema, type ConditionGroup } from "@formloom/shared/values";
import { allValues } from "../../plugins/value-labels.ts";
import { useSchemaForm, type ControlProps } from "../../ui/schema-form/schema-form-context.ts";
import {
  combinationChosen,
  combinationOf,
  combinations,
  emptyCondition,
  isGroup,
  memberAdded,
  memberRemoved,
  newRule,
  ruleReplaced,
  type ConditionPlace,
} from "./condition-edit.ts";
import { ConditionRow } from "./condition-row.tsx";
import { countWords } from "./condition-counts.ts";
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
  inWays = false,
}: ControlProps & {
  /** Among several ways only the first that holds is taken: they count themselves. */
  readonly inWays?: boolean;
}) {
  const tree = conditionSchema.safeParse(value).data ?? emptyCondition;
  const counted = countWords(tree, useStepScope());
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={error}
      labelElement="div"
      className="condition"
    >
      <ConditionGroupRows
        tree={tree}
        group={tree}
        at={[]}
        path={path}
        disabled={disabled}
        onChange={(next) => onChange(next.rules.length === 0 && nullable ? null : next)}
      />
      {!inWays && counted !== null && (
        <Text size="sm" c="dimmed" mt={8} aria-live="polite">
          {counted}
        </Text>
      )}
    </Input.Wrapper>
  );
}

interface GroupRowsProps {
  readonly tree: ConditionGroup;
  readonly group: ConditionGroup;
  readonly at: ConditionPlace;
  /** Dotted path of the condition within the settings. */
  readonly path: string;
  readonly disabled: boolean;
  readonly onChange: (next: ConditionGroup) => void;
}

function ConditionGroupRows({ tree, group, at, path, disabled, onChange }: GroupRowsProps) {
  const { errors } = useSchemaForm();
  const combination = combinationOf(group);
  const own = errors[pathOf(path, at)];
  return (
    <div className="condition-group" data-depth={at.length}>
      {(group.rules.length > 1 || combination !== "all") && (
        <NativeSelect
          size="sm"
          disabled={disabled}
          aria-label={
            at.length === 0 ? "How the rules combine" : "How the rules of the group combine"
          }
          value={combination}
          data={combinations.map(({ id, label }) => ({ value: id, label }))}
          onChange={(event) => {
            const chosen = combinations.find(({ id }) => id === event.currentTarget.value);
            if (chosen !== undefined) onChange(combinationChosen(tree, at, chosen.id));
          }}
        />
      )}
      {at.length > 0 && own !== undefined && <Input.Error>{own}</Input.Error>}
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
            path={path}
            disabled={disabled}
            onChange={onChange}
          />
        ) : (
          <ConditionRow
            // oxlint-disable-next-line react/no-array-index-key -- as above
            key={index}
            rule={member}
            number={index + 1}
            error={errorWithin(errors, pathOf(path, place))}
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

function pathOf(path: string, at: ConditionPlace): string {
  return path + at.map((index) => `.rules.${index}`).join("");
}

function errorWithin(errors: Readonly<Record<string, string>>, path: string): string | undefined {
  const found = Object.keys(errors).find((each) => each === path || each.startsWith(`${path}.`));
  return found === undefined ? undefined : errors[found];
}

function AddRow({ tree, at, disabled, onChange }: Omit<GroupRowsProps, "group" | "path">) {
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
