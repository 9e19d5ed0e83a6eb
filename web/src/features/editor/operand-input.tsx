import { MultiSelect, NativeSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import type { ChoiceOption, FieldKind } from "@formloom/shared/form";
import { familyOf, type OperandShape } from "@formloom/shared/values";

export interface OperandInputProps {
  readonly label: string;
  readonly kind: FieldKind;
  readonly shape: OperandShape;
  /** Of a choice. */
  readonly options: readonly ChoiceOption[];
  readonly value: unknown;
  readonly disabled: boolean;
  readonly onChange: (value: unknown) => void;
}

/** What a rule compares with: as many inputs, of the kind, as the comparison needs. */
export function OperandInput(props: OperandInputProps) {
  const { shape, value, onChange, label } = props;
  if (shape === "none") return null;
  if (shape === "many") return <ManyInput {...props} />;
  if (shape === "two") {
    const [from, to] = Array.isArray(value) ? value : ["", ""];
    return (
      <div className="operand-two">
        <OneInput
          {...props}
          label={`${label}, from`}
          value={from}
          onChange={(next) => onChange([next, to])}
        />
        <OneInput
          {...props}
          label={`${label}, to`}
          value={to}
          onChange={(next) => onChange([from, next])}
        />
      </div>
    );
  }
  return <OneInput {...props} />;
}

function OneInput(props: OperandInputProps) {
  const { kind, shape, options } = props;
  if (shape === "pattern") return <TextOperand {...props} type="text" />;
  if (shape === "days") return <NumberOperand {...props} />;
  const family = familyOf(kind);
  if (family === "number") return <NumberOperand {...props} />;
  if (family === "boolean") return <BooleanOperand {...props} />;
  if (options.length > 0) return <ChoiceOperand {...props} />;
  return <TextOperand {...props} type={family === "date" || family === "time" ? family : "text"} />;
}

function NumberOperand({ label, shape, value, disabled, onChange }: OperandInputProps) {
  return (
    <NumberInput
      aria-label={label}
      disabled={disabled}
      value={typeof value === "number" || typeof value === "string" ? value : ""}
      suffix={shape === "days" ? " days" : ""}
      thousandSeparator=","
      onChange={onChange}
    />
  );
}

function BooleanOperand({ label, value, disabled, onChange }: OperandInputProps) {
  return (
    <NativeSelect
      aria-label={label}
      disabled={disabled}
      value={value === true ? "yes" : value === false ? "no" : ""}
      data={[
        { value: "", label: "Choose…", disabled: true },
        { value: "yes", label: "Yes" },
        { value: "no", label: "No" },
      ]}
      onChange={(event) => onChange(event.currentTarget.value === "yes")}
    />
  );
}

function ChoiceOperand({ label, options, value, disabled, onChange }: OperandInputProps) {
  const choices = options.map((option) => ({ value: option.id, label: option.label }));
  return (
    <NativeSelect
      aria-label={label}
      disabled={disabled}
      data={[{ value: "", label: "Choose…" }, ...choices]}
      value={textOf(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function TextOperand({
  label,
  shape,
  value,
  disabled,
  onChange,
  type,
}: OperandInputProps & { readonly type: string }) {
  return (
    <TextInput
      aria-label={label}
      disabled={disabled}
      type={type}
      placeholder={shape === "pattern" ? "^AB-[0-9]+$" : ""}
      value={textOf(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

function ManyInput({ label, kind, options, value, disabled, onChange }: OperandInputProps) {
  const texts = (Array.isArray(value) ? value : []).map(String);
  const common = { "aria-label": label, disabled, value: texts };
  if (options.length > 0) {
    return (
      <MultiSelect
        {...common}
        data={options.map(({ id, label: text }) => ({ value: id, label: text }))}
        onChange={onChange}
      />
    );
  }
  const isNumber = familyOf(kind) === "number";
  return (
    <TagsInput
      {...common}
      acceptValueOnBlur
      placeholder={texts.length === 0 ? "Type and press Enter" : ""}
      onChange={(next) => onChange(isNumber ? next.map(Number).filter(Number.isFinite) : next)}
    />
  );
}
