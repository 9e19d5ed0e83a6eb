import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconReplace, IconTrash } from "@tabler/icons-react";
import { useStepScope } from "../step-scope.ts";
import {
  emptyRuleOf,
  formatOf,
  formatsFor,
  formattedSample,
  withEmptyRule,
  withFormat,
  type EmptyRule,
} from "./pill-rules.ts";
import { nearestValues, pillWords } from "./pill-words.ts";

export interface PillMenuProps {
  readonly source: string;
  readonly onChange: (source: string) => void;
  /** The path to take instead; null asks for one. */
  readonly onReplace: (path: string | null) => void;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

/** How a value is written, what happens when it is empty, and another one in its place. */
export function PillMenu({ source, onChange, onReplace, onRemove, onClose }: PillMenuProps) {
  const { groups, sampleScopes, timeZone, choices } = useStepScope();
  const words = pillWords(source, groups);
  const broken = words.source === "broken";
  const near = broken ? nearestValues(words.pill.path, groups) : [];
  const chosen = formatOf(words.pill, words.kind);
  const known = formatsFor(words.kind);
  const formats = known.some((each) => each.id === chosen.id) ? known : [...known, chosen];
  const example = formattedSample(words.pill, chosen, {
    scope: sampleScopes[0],
    timeZone,
    choices,
  });
  return (
    <>
      <div className="pill-menu-head">
        <strong className="wrap-anywhere">{words.trail}</strong>
        <CloseButton size="sm" aria-label="Close" onClick={onClose} />
      </div>
      {near.map((value) => (
        <Button
          key={value.path}
          size="compact-sm"
          variant="light"
          className="pill-menu-near"
          onClick={() => onReplace(value.path)}
        >
          Use “{value.label}” instead
        </Button>
      ))}
      {!broken && (
        <>
          <NativeSelect
            label="How it is written"
            size="sm"
            value={chosen.id}
            data={formats.map(({ id, label }) => ({ value: id, label }))}
            description={example === null ? undefined : `Last answer: ${shorten(example)}`}
            inputWrapperOrder={["label", "input", "description", "error"]}
            onChange={(event) => {
              const next = formats.find(({ id }) => id === event.currentTarget.value);
              if (next !== undefined) onChange(withFormat(words.pill, next));
            }}
          />
          <EmptyRuleFields
            rule={emptyRuleOf(words.pill)}
            onChange={(rule) => onChange(withEmptyRule(words.pill, rule))}
          />
        </>
      )}
      <div className="pill-menu-acts">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconReplace size={15} aria-hidden />}
          onClick={() => onReplace(null)}
        >
          Replace with…
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconTrash size={15} aria-hidden />}
          onClick={onRemove}
        >
          Remove
        </Button>
      </div>
    </>
  );
}

interface EmptyRuleFieldsProps {
  readonly rule: EmptyRule;
  readonly onChange: (rule: EmptyRule) => void;
}

const ruleChoices = [
  { value: "blank", label: "Leave it blank" },
  { value: "text", label: "Write a text instead" },
  { value: "skip", label: "Skip this step" },
  { value: "fail", label: "Fail, and tell me" },
];

function EmptyRuleFields({ rule, onChange }: EmptyRuleFieldsProps) {
  return (
    <>
      <NativeSelect
        label="If it is empty"
        size="sm"
        value={rule.rule}
        data={ruleChoices}
        onChange={(event) => onChange(ruleOf(event.currentTarget.value))}
      />
      {rule.rule === "text" && (
        <TextInput
          size="sm"
          label="The text"
          placeholder="such as: friend"
          value={rule.text}
          onChange={(event) => onChange({ rule: "text", text: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function ruleOf(choice: string): EmptyRule {
  if (choice === "text") return { rule: "text", text: "" };
  return { rule: choice === "skip" || choice === "fail" ? choice : "blank" };
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
