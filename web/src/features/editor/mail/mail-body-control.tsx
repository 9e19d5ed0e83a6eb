import { Anchor, Input, SegmentedControl, Text, Textarea } from "@mantine/core";
import { lazy, Suspense, useId, useState } from "react";
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
  const id = useId();
  const content = textOf(ownValue(value, "content"));
  const isText = ownValue(value, "format") === "text";
  const reading = isText ? null : readMailHtml(content);
  const [byHand, setByHand] = useState(reading !== null && !reading.ok);
  const inSource = reading !== null && (byHand || !reading.ok);
  const problem = error ?? errors[`${path}.content`] ?? errors[`${path}.format`];
  const write = (next: string) => onChange({ format: isText ? "text" : "html", content: next });
  const shown = {
    label: "Text",
    path: `${path}.content`,
    value: content,
    disabled,
    required: true,
    onChange: write,
  };
  const turn = (to: string) => {
    setByHand(false);
    if (to === "html") onChange({ format: "html", content: htmlOfText(content) });
    else {
      const plain = reading?.ok === true ? textOfDoc(reading.doc) : content;
      onChange({ format: "text", content: plain });
      if (content !== "") {
        showUndo({
          message: "The mail is plain text now; its looks are gone",
          onUndo: () => onChange({ format: "html", content }),
        });
      }
    }
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
          { value: "html", label: inSource ? "HTML" : "Designed" },
          { value: "text", label: "Plain text" },
        ]}
        onChange={turn}
      />
      {isText && <TemplateField {...shown} hideLabel multiline error={problem} />}
      {inSource && <MailSource {...shown} error={problem} />}
      {!isText && !inSource && (
        <Suspense
          fallback={<Textarea aria-label="Text" readOnly autosize minRows={6} value={content} />}
        >
          <MailEditor
            {...shown}
            emptyRule={blank}
            invalid={problem !== undefined}
            describedBy={problem === undefined ? undefined : `${id}-error`}
            wasTyping={false}
          />
          {problem !== undefined && <Input.Error id={`${id}-error`}>{problem}</Input.Error>}
        </Suspense>
      )}
      {!isText && !disabled && (
        <SourceSwitch
          inSource={inSource}
          hidden={reading !== null && !reading.ok ? reading.what : null}
          onSwitch={setByHand}
        />
      )}
    </Input.Wrapper>
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
