import { Anchor, Input, SegmentedControl, Text, Textarea } from "@mantine/core";
import { lazy, Suspense, useId, useMemo, useState } from "react";
import { showUndo } from "../../../ui/toast.tsx";
import { useSchemaForm, type ControlProps } from "../../../ui/schema-form/schema-form-context.ts";
import { ownValue } from "../../../ui/schema-form/schema-values.ts";
import { TemplateField } from "../template-field.tsx";
import { readMailHtml } from "./mail-html-read.ts";
import { htmlOfText, textOfDoc } from "./mail-text.ts";
import "../pills/pills.css";
import "./mail.css";

const MailEditor = lazy(async () => ({ default: (await import("./mail-editor.tsx")).MailEditor }));

const blank = { rule: "blank" } as const;

/** The text of a mail (`x-control` `mail-body`): designed, plain, or HTML written by hand. */
export function MailBodyControl({ value, onChange, path, label, disabled, error }: ControlProps) {
  const { errors } = useSchemaForm();
  const content = textOf(ownValue(value, "content"));
  const isText = ownValue(value, "format") === "text";
  const reading = useMemo(() => (isText ? null : readMailHtml(content)), [isText, content]);
  const hidden = reading?.ok === false ? reading.what : null;
  const [byHand, setByHand] = useState(hidden !== null);
  const way = isText ? "text" : byHand || hidden !== null ? "source" : "designed";
  const turn = (to: string) => {
    setByHand(false);
    if (to === "html") onChange({ format: "html", content: htmlOfText(content) });
    else turnPlain(content, onChange);
  };
  return (
    <Input.Wrapper label={label} labelElement="div" className="mail-body">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="How the mail is written"
        disabled={disabled}
        value={isText ? "text" : "html"}
        data={[
          { value: "html", label: way === "source" ? "HTML" : "Designed" },
          { value: "text", label: "Plain text" },
        ]}
        onChange={turn}
      />
      <MailText
        way={way}
        label="Text"
        path={`${path}.content`}
        value={content}
        disabled={disabled}
        required
        error={error ?? errors[`${path}.content`]}
        onChange={(next) => onChange({ format: isText ? "text" : "html", content: next })}
      />
      {!isText && !disabled && (
        <SourceSwitch inSource={way === "source"} hidden={hidden} onSwitch={setByHand} />
      )}
    </Input.Wrapper>
  );
}

/** What it says stays, how it looks goes; that can be taken back. */
function turnPlain(content: string, onChange: ControlProps["onChange"]): void {
  const reading = readMailHtml(content);
  onChange({ format: "text", content: reading.ok ? textOfDoc(reading.doc) : content });
  if (content === "") return;
  showUndo({
    message: "The mail is plain text now; its looks are gone",
    onUndo: () => onChange({ format: "html", content }),
  });
}

interface MailTextProps {
  readonly way: "text" | "source" | "designed";
  readonly label: string;
  readonly path: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly required: boolean;
  readonly error: string | undefined;
  readonly onChange: (next: string) => void;
}

function MailText({ way, ...text }: MailTextProps) {
  const id = useId();
  if (way === "text") return <TemplateField {...text} hideLabel multiline />;
  if (way === "source") return <MailSource {...text} />;
  const { error, ...shown } = text;
  return (
    <Suspense
      fallback={<Textarea aria-label="Text" readOnly autosize minRows={6} value={text.value} />}
    >
      <MailEditor
        {...shown}
        emptyRule={blank}
        invalid={error !== undefined}
        describedBy={error === undefined ? undefined : id}
        wasTyping={false}
      />
      {error !== undefined && <Input.Error id={id}>{error}</Input.Error>}
    </Suspense>
  );
}

type MailSourceProps = Parameters<typeof TemplateField>[0];

function MailSource(props: MailSourceProps) {
  return (
    <div className="mail-source">
      <TemplateField {...props} label="HTML" hideLabel multiline />
    </div>
  );
}

interface SourceSwitchProps {
  readonly inSource: boolean;
  /** What in the HTML the designed view could not show; null when it can show all. */
  readonly hidden: string | null;
  readonly onSwitch: (byHand: boolean) => void;
}

/** The way to the HTML and back; never where something would be lost. */
function SourceSwitch({ inSource, hidden, onSwitch }: SourceSwitchProps) {
  if (inSource && hidden !== null) {
    return (
      <Text size="xs" c="dimmed">
        This HTML stays as it is: the designed view could not show all of it ({hidden}).
      </Text>
    );
  }
  return (
    <Anchor component="button" type="button" size="xs" onClick={() => onSwitch(!inSource)}>
      {inSource ? "Back to the designed view" : "Advanced: write the HTML yourself"}
    </Anchor>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
