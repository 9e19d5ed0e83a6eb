import { Extension, Node, type Extensions } from "@tiptap/core";
import { history, redo, undo } from "@tiptap/pm/history";
import type { PillHost } from "./pill-host.ts";
import { PillNode } from "./pill-node.ts";
import { PillTyping } from "./pill-typing.ts";

const Line = Node.create({
  name: "paragraph",
  content: "inline*",
  parseHTML: () => [{ tag: "p" }, { tag: "div" }, { tag: "li" }],
  renderHTML: () => ["p", 0],
});

const Text = Node.create({ name: "text", group: "inline" });

/** Undo within the field, as browsers have it; leaving the field is one step of the whole editor. */
const FieldHistory = Extension.create({
  name: "fieldHistory",
  addProseMirrorPlugins: () => [history()],
  addKeyboardShortcuts() {
    const back = () => undo(this.editor.state, this.editor.view.dispatch) || true;
    const forth = () => redo(this.editor.state, this.editor.view.dispatch) || true;
    return { "Mod-z": back, "Mod-y": forth, "Shift-Mod-z": forth };
  },
});

const OneLine = Extension.create({
  name: "oneLine",
  // After the pill's own Enter, which opens its menu.
  priority: 50,
  addKeyboardShortcuts: () => ({ Enter: () => true, "Shift-Enter": () => true }),
});

/** The extensions of a text with pills: lines, letters, pills. */
export function templateExtensions(host: PillHost, multiline: boolean): Extensions {
  const Doc = Node.create({
    name: "doc",
    topNode: true,
    content: multiline ? "paragraph+" : "paragraph",
  });
  return [
    Doc,
    Line,
    Text,
    FieldHistory,
    PillNode.configure({ host }),
    PillTyping.configure({ host, multiline }),
    ...(multiline ? [] : [OneLine]),
  ];
}
