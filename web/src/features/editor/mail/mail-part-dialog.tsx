import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { Editor, JSONContent } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { useState } from "react";
import { TemplateField } from "../template-field.tsx";
import { textAttr } from "./mail-doc.ts";
import type { MailPart } from "./mail-extensions.ts";

export interface MailPartDialogProps {
  readonly editor: Editor;
  /** A part of the mail, new where `at` is -1; or the link of the words that are chosen. */
  readonly part: MailPart | "link";
  readonly onClose: () => void;
}

/** The settings of a link, a button or an image. */
export function MailPartDialog({ editor, part, onClose }: MailPartDialogProps) {
  const facts = part === "link" ? linkFacts(editor) : partFacts(editor, part);
  const [values, setValues] = useState(facts.values);
  const missing = facts.fields.some(
    ({ name, optional }) => optional !== true && values[name]?.trim() === "",
  );
  const done = (act: () => void) => {
    onClose();
    act();
    requestAnimationFrame(() => editor.commands.focus());
  };
  return (
    <Modal
      opened
      onClose={() => done(() => undefined)}
      title={facts.title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        {facts.fields.map(({ name, label, description, plain }) => {
          const shown = {
            label,
            description,
            value: values[name] ?? "",
          };
          const change = (next: string) => setValues({ ...values, [name]: next });
          return plain === true ? (
            <TextInput
              key={name}
              {...shown}
              onChange={(event) => change(event.currentTarget.value)}
            />
          ) : (
            <TemplateField key={name} {...shown} path={`mail.${name}`} onChange={change} />
          );
        })}
        <Group justify="flex-end">
          {facts.remove !== null && (
            <Button variant="default" onClick={() => done(facts.remove ?? (() => undefined))}>
              Remove
            </Button>
          )}
          <Button disabled={missing} onClick={() => done(() => facts.save(values))}>
            {facts.remove === null ? "Add" : "Apply"}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface PartFacts {
  readonly title: string;
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly description?: string;
    readonly optional?: boolean;
    readonly plain?: boolean;
  }[];
  readonly values: Readonly<Record<string, string>>;
  readonly save: (values: Readonly<Record<string, string>>) => void;
  readonly remove: (() => void) | null;
}

const addressField = {
  name: "href",
  label: "Where it leads",
  description: "A web address, or an answer that is one, such as the link to the response.",
};

function linkFacts(editor: Editor): PartFacts {
  const href = textAttr({ attrs: editor.getAttributes("link") }, "href");
  const wordless = href === "" && editor.state.selection.empty;
  const words = { name: "words", label: "Words", plain: true };
  return {
    title: href === "" ? "Add a link" : "Link",
    fields: wordless ? [words, addressField] : [addressField],
    values: { href, ...(wordless ? { words: "" } : {}) },
    save: (values) => {
      const mark = { type: "link", attrs: { href: addressOf(values["href"]) } };
      if (wordless) {
        editor.commands.insertContent({ type: "text", text: values["words"] ?? "", marks: [mark] });
      } else editor.chain().extendMarkRange("link").setMark("link", mark.attrs).run();
    },
    remove: href === "" ? null : () => editor.chain().extendMarkRange("link").unsetLink().run(),
  };
}

function partFacts(editor: Editor, { kind, at, attrs }: MailPart): PartFacts {
  const isButton = kind === "mailButton";
  const label = { name: "label", label: "What it says" };
  const src = {
    name: "src",
    label: "Address of the image",
    description: "Where mail programs fetch it.",
  };
  const alt = {
    name: "alt",
    label: "In words",
    description: "Read out, and shown while images are blocked. Empty: it is only decoration.",
    optional: true,
  };
  const fields = isButton ? [label, addressField] : [src, alt];
  return {
    title: `${at < 0 ? "Add " : "Change "}${isButton ? "the button" : "the image"}`.replace(
      "Add the",
      isButton ? "Add a" : "Add an",
    ),
    fields,
    values: Object.fromEntries(fields.map(({ name }) => [name, textAttr({ attrs }, name)])),
    save: (values) => {
      const next = { ...values };
      if (next["href"] !== undefined) next["href"] = addressOf(next["href"]);
      if (at < 0) insertPart(editor, { type: kind, attrs: next });
      else editor.view.dispatch(editor.state.tr.setNodeMarkup(at, undefined, next));
    },
    remove: at < 0 ? null : () => editor.view.dispatch(editor.state.tr.delete(at, at + 1)),
  };
}

/** Puts a part after what is chosen, with a line to go on writing in where it would be the last. */
function insertPart(editor: Editor, part: JSONContent): void {
  const { selection, doc } = editor.state;
  const { $to } = selection;
  const isPart = selection instanceof NodeSelection && selection.node.isBlock;
  const isLast = (isPart ? selection.to : $to.after(1)) >= doc.content.size;
  const at = isPart ? selection.to : { from: selection.from, to: selection.to };
  const content = isLast ? [part, { type: "paragraph" }] : [part];
  editor.chain().insertContentAt(at, content).run();
}

/** Without a scheme it is meant as a web address; one that begins with a pill brings its own. */
function addressOf(text = ""): string {
  const address = text.trim();
  if (/^(?:[a-z][a-z0-9+.-]*:|\{\{|#|\/)/i.test(address)) return address;
  return /^[^\s/@]+@[^\s/@]+$/.test(address) ? `mailto:${address}` : `https://${address}`;
}
