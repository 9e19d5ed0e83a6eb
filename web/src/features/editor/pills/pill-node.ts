import { Node, type Editor } from "@tiptap/core";
import type { Node as DocumentNode } from "@tiptap/pm/model";
import { NodeSelection } from "@tiptap/pm/state";
import type { PillHost, PillSpot } from "./pill-host.ts";
import { readPill } from "./pill-words.ts";

export interface PillOptions {
  readonly host: PillHost | null;
}

/** How to draw each pill on the page again, after what they are called has changed. */
const drawn = new WeakMap<Editor, Set<() => void>>();

export function redrawPills(editor: Editor): void {
  for (const draw of drawn.get(editor) ?? []) draw();
}

/** A value within a text: one piece that is chosen, dragged, copied and deleted as a whole. */
export const PillNode = Node.create<PillOptions>({
  name: "pill",
  group: "inline",
  inline: true,
  atom: true,
  draggable: true,
  addOptions: () => ({ host: null }),
  addAttributes: () => ({ source: { default: "", rendered: false } }),
  parseHTML: () => [
    {
      tag: "span[data-pill]",
      getAttrs: (element) => {
        const source = element.getAttribute("data-pill") ?? "";
        return readPill(source).path === source ? false : { source };
      },
    },
  ],
  renderHTML: ({ node }) => ["span", { "data-pill": sourceOf(node) }, sourceOf(node)],
  renderText: ({ node }) => sourceOf(node),
  addNodeView() {
    const { host } = this.options;
    if (host === null) return null;
    return ({ node, getPos, editor }) => {
      const dom = document.createElement("span");
      let source = sourceOf(node);
      const draw = () => drawPill(dom, host, source);
      const spot = (by: PillSpot["by"]): PillSpot => ({
        source,
        at: getPos() ?? 0,
        element: dom,
        by,
      });
      const all = drawn.get(editor) ?? new Set();
      drawn.set(editor, all.add(draw));
      dom.addEventListener("mouseenter", () => host.current.onLook(spot("mouse")));
      dom.addEventListener("mouseleave", () => host.current.onLook(null));
      dom.addEventListener(
        "click",
        () => editor.isEditable && host.current.onMenu(spot("selection")),
      );
      draw();
      return {
        dom,
        update: (next) => {
          if (next.type !== node.type) return false;
          source = sourceOf(next);
          draw();
          return true;
        },
        selectNode: () => {
          dom.dataset["selected"] = "";
          host.current.onLook(spot("selection"));
        },
        deselectNode: () => {
          delete dom.dataset["selected"];
          host.current.onLook(null);
        },
        ignoreMutation: () => true,
        destroy: () => void all.delete(draw),
      };
    };
  },
  addKeyboardShortcuts() {
    const open = () => {
      const { selection } = this.editor.state;
      if (!(selection instanceof NodeSelection) || selection.node.type !== this.type) return false;
      const element = this.editor.view.nodeDOM(selection.from);
      if (!(element instanceof HTMLElement)) return false;
      const source = sourceOf(selection.node);
      this.options.host?.current.onMenu({ source, at: selection.from, element, by: "selection" });
      return true;
    };
    return { Enter: open, Space: open };
  },
});

export const sourceOf = (node: DocumentNode): string => String(node.attrs["source"]);

function drawPill(dom: HTMLElement, host: PillHost, source: string): void {
  const words = host.current.words(source);
  dom.className = "pill";
  dom.contentEditable = "false";
  dom.dataset["source"] = words.source;
  dom.setAttribute("role", "button");
  dom.setAttribute("aria-haspopup", "dialog");
  dom.setAttribute("aria-label", words.name);
  dom.textContent = words.label;
}
