import { ActionIcon, NativeSelect } from "@mantine/core";
import {
  IconBold,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconPhoto,
  IconSeparatorHorizontal,
  IconSquareRoundedArrowRight,
} from "@tabler/icons-react";
import type { Editor } from "@tiptap/core";
import { type KeyboardEvent, useEffect, useReducer, useState } from "react";
import type { MailPart } from "./mail-extensions.ts";

export interface MailToolbarProps {
  readonly editor: Editor;
  readonly label: string;
  readonly onEdit: (part: MailPart | "link") => void;
}

interface Tool {
  readonly name: string;
  readonly icon: typeof IconBold;
  /** Whether the text at hand has it; null for what is put in. */
  readonly on: boolean | null;
  readonly act: () => void;
}

const styles = [
  { value: "0", label: "Text" },
  { value: "1", label: "Large heading" },
  { value: "2", label: "Heading" },
  { value: "3", label: "Small heading" },
];

/** What can be done with the words that are chosen. One stop of Tab; the arrows go from tool to tool. */
export function MailToolbar({ editor, label, onEdit }: MailToolbarProps) {
  useEveryChange(editor);
  const [current, setCurrent] = useState(0);
  const chain = () => editor.chain().focus();
  const level = [1, 2, 3].find((each) => editor.isActive("heading", { level: each })) ?? 0;
  const put = (kind: MailPart["kind"]) => () => onEdit({ kind, at: -1, attrs: {} });
  const tools: readonly Tool[] = [
    {
      name: "Bold",
      icon: IconBold,
      on: editor.isActive("bold"),
      act: () => chain().toggleBold().run(),
    },
    {
      name: "Italic",
      icon: IconItalic,
      on: editor.isActive("italic"),
      act: () => chain().toggleItalic().run(),
    },
    {
      name: "List",
      icon: IconList,
      on: editor.isActive("bulletList"),
      act: () => chain().toggleBulletList().run(),
    },
    {
      name: "Numbered list",
      icon: IconListNumbers,
      on: editor.isActive("orderedList"),
      act: () => chain().toggleOrderedList().run(),
    },
    { name: "Link", icon: IconLink, on: editor.isActive("link"), act: () => onEdit("link") },
    { name: "Add a button", icon: IconSquareRoundedArrowRight, on: null, act: put("mailButton") },
    { name: "Add an image", icon: IconPhoto, on: null, act: put("mailImage") },
    {
      name: "Add a line",
      icon: IconSeparatorHorizontal,
      on: null,
      act: () => chain().setHorizontalRule().run(),
    },
  ];
  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    const next = (current + by + tools.length) % tools.length;
    setCurrent(next);
    const button = event.currentTarget.querySelectorAll("button")[next];
    button?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the tools within take the focus
    <div className="mail-tools" role="toolbar" aria-label={`Looks of ${label}`} onKeyDown={keys}>
      <NativeSelect
        size="xs"
        aria-label="Kind of paragraph"
        className="mail-style"
        value={String(level)}
        data={styles}
        onChange={(event) => {
          const next = Number(event.currentTarget.value);
          if (next === 0) chain().setParagraph().run();
          else if (next === 1 || next === 2 || next === 3)
            chain().setHeading({ level: next }).run();
        }}
      />
      {tools.map(({ name, icon: ToolIcon, on, act }, index) => (
        <ActionIcon
          key={name}
          size={28}
          variant={on === true ? "light" : "subtle"}
          color={on === true ? "plum" : "gray"}
          aria-label={name}
          title={name}
          aria-pressed={on ?? undefined}
          tabIndex={index === current ? 0 : -1}
          onFocus={() => setCurrent(index)}
          onClick={act}
        >
          <ToolIcon size={17} aria-hidden />
        </ActionIcon>
      ))}
    </div>
  );
}

function useEveryChange(editor: Editor): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    editor.on("transaction", draw);
    return () => void editor.off("transaction", draw);
  }, [editor]);
}
