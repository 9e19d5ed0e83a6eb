import { Node, type Extensions, type NodeViewRenderer } from "@tiptap/core";
import { StarterKit } from "@tiptap/starter-kit";
import type { PillHost } from "../pills/pill-host.ts";
import { PillNode } from "../pills/pill-node.ts";
import { PillTyping } from "../pills/pill-typing.ts";

/** A part that is edited in a dialog, not in the text. */
export interface MailPart {
  readonly kind: "mailButton" | "mailImage";
  /** Position in the document. */
  readonly at: number;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** What the parts ask of the editor around them. */
export interface MailHost {
  /** A text with pills in words. */
  readonly words: (template: string) => string;
  readonly onPart: (part: MailPart) => void;
}

interface PartOptions {
  readonly host: MailHost | null;
}

interface PartFacts {
  readonly kind: MailPart["kind"];
  readonly attrs: readonly string[];
  readonly className: string;
  /** Before its words, for those who do not see it. */
  readonly noun: string;
  readonly says: (host: MailHost, attrs: MailPart["attrs"]) => string;
}

/** A block that is drawn by its words and opens its dialog by click or Enter. */
function partNode(facts: PartFacts) {
  const { kind } = facts;
  return Node.create<PartOptions>({
    name: kind,
    group: "block",
    atom: true,
    draggable: true,
    addOptions: () => ({ host: null }),
    addAttributes: () => Object.fromEntries(facts.attrs.map((name) => [name, attributeOf(name)])),
    parseHTML: () => [{ tag: `div[data-part=${kind}]` }],
    renderHTML: ({ HTMLAttributes }) => ["div", { "data-part": kind, ...HTMLAttributes }],
    addNodeView() {
      const { host } = this.options;
      return host === null ? null : partView(facts, host);
    },
    addKeyboardShortcuts() {
      return {
        Enter: () => {
          const { selection, doc } = this.editor.state;
          const node = doc.nodeAt(selection.from);
          if (selection.empty || node?.type !== this.type) return false;
          this.options.host?.onPart({ kind, at: selection.from, attrs: node.attrs });
          return true;
        },
      };
    },
  });
}

function partView({ kind, className, noun, says }: PartFacts, host: MailHost): NodeViewRenderer {
  return ({ node, getPos, editor }) => {
    const dom = document.createElement("div");
    const button = document.createElement("span");
    let shown = node;
    const draw = () => {
      button.textContent = says(host, shown.attrs);
      button.setAttribute("aria-label", `${noun}: ${button.textContent}`);
    };
    dom.className = "mail-part";
    button.className = className;
    button.setAttribute("role", "button");
    dom.append(button);
    button.addEventListener("click", () => {
      if (editor.isEditable) host.onPart({ kind, at: getPos() ?? 0, attrs: shown.attrs });
    });
    draw();
    return {
      dom,
      update: (next) => {
        if (next.type !== node.type) return false;
        shown = next;
        draw();
        return true;
      },
      ignoreMutation: () => true,
    };
  };
}

const attributeOf = (name: string) => ({
  default: "",
  parseHTML: (element: HTMLElement) => element.getAttribute(`data-${name}`) ?? "",
  renderHTML: (attrs: Readonly<Record<string, unknown>>) => ({
    [`data-${name}`]: textOf(attrs[name]),
  }),
});

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const MailButton = partNode({
  kind: "mailButton",
  noun: "Button",
  attrs: ["label", "href"],
  className: "mail-button",
  says: (host, { label }) => host.words(textOf(label)),
});

const MailImage = partNode({
  kind: "mailImage",
  noun: "Image",
  attrs: ["src", "alt"],
  className: "mail-image",
  says: (host, { alt, src }) => host.words(textOf(alt)) || host.words(textOf(src)),
});

/** Paragraphs, headings, lists, links, rules, buttons and images, with pills among the words. */
export function mailExtensions(host: PillHost, mailHost: MailHost): Extensions {
  return [
    PillNode.configure({ host }),
    PillTyping.configure({ host, multiline: true }),
    MailButton.configure({ host: mailHost }),
    MailImage.configure({ host: mailHost }),
    StarterKit.configure({
      blockquote: false,
      code: false,
      codeBlock: false,
      strike: false,
      underline: false,
      trailingNode: false,
      heading: { levels: [1, 2, 3] },
      link: { openOnClick: false, autolink: false, linkOnPaste: true, defaultProtocol: "https" },
    }),
  ];
}
