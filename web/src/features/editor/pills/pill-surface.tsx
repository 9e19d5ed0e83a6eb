import { Editor, type Extensions, type JSONContent } from "@tiptap/core";
import { EditorState } from "@tiptap/pm/state";
import { VisuallyHidden } from "@mantine/core";
import { type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { useStepScope } from "../step-scope.ts";
import { PillOverlays, type Asking } from "./pill-overlays.tsx";
import type { PillHost, PillSpot } from "./pill-host.ts";
import { redrawPills } from "./pill-node.ts";
import { pillWords } from "./pill-words.ts";
import type { EmptyRule } from "./pill-rules.ts";

/** How a stored text becomes a document, and back. */
export interface DocumentCodec {
  readonly toDoc: (value: string) => JSONContent;
  readonly fromDoc: (doc: JSONContent) => string;
}

export interface PillSurfaceProps {
  readonly label: string;
  readonly labelledBy?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly value: string;
  readonly onChange: (next: string) => void;
  readonly codec: DocumentCodec;
  readonly extensions: (host: PillHost) => Extensions;
  /** Dotted path of the setting, which says what fits. */
  readonly path: string;
  /** What a new pill does when it is empty. */
  readonly emptyRule: EmptyRule;
  readonly multiline: boolean;
  readonly disabled: boolean;
  readonly required: boolean;
  readonly invalid: boolean;
  readonly placeholder?: string | undefined;
  /** Whether the text was being typed in already, before this editor had arrived. */
  readonly wasTyping: boolean;
  readonly toolbar?: ((editor: Editor) => ReactNode) | undefined;
}

/** A text in which values stand as pills, with what opens over it. */
export function PillSurface(props: PillSurfaceProps) {
  const { label, value, disabled, placeholder, toolbar } = props;
  const { groups } = useStepScope();
  const [editor, setEditor] = useState<Editor | null>(null);
  const [spot, setSpot] = useState<PillSpot | null>(null);
  const [menu, setMenu] = useState<PillSpot | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const written = useRef(value);
  const underway = useRef<string[]>([]);
  const hintId = useId();
  const host = useRef<PillHost["current"]>(null);
  const current: PillHost["current"] = {
    words: (source) => pillWords(source, groups),
    onLook: setSpot,
    onMenu: setMenu,
    onAsk: (typed) => setAsking({ typed, replaces: null }),
  };
  const build = useEffectEvent((element: HTMLElement) => {
    const hostOf: PillHost = {
      get current() {
        return host.current ?? current;
      },
    };
    return new Editor({
      element,
      injectCSS: false,
      editable: !props.disabled,
      autofocus: props.wasTyping ? "end" : false,
      extensions: props.extensions(hostOf),
      content: props.codec.toDoc(value),
      coreExtensionOptions: { clipboardTextSerializer: { blockSeparator: "\n" } },
      onUpdate: ({ editor: changed }) => tell(props.codec.fromDoc(changed.getJSON())),
      // The list belongs to this text; a menu left open would act on what is no longer there.
      onTransaction: ({ transaction }) => transaction.docChanged && setSpot(null),
    });
  });
  const tell = useEffectEvent((next: string) => {
    if (next === written.current) return;
    written.current = next;
    underway.current.push(next);
    props.onChange(next);
  });
  useEffect(() => {
    if (place.current === null) return undefined;
    const made = build(place.current);
    setEditor(made);
    return () => made.destroy();
  }, []);
  // What the pills are called may change while the text stays.
  useEffect(() => {
    host.current = current;
    if (editor !== null) redrawPills(editor);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the rest of the host never changes
  }, [groups, editor]);
  const { toDoc } = props.codec;
  useEffect(() => {
    // What comes back may be older than what was typed since; it is only our own word again.
    const echo = underway.current.lastIndexOf(value);
    underway.current = echo < 0 ? [] : underway.current.slice(echo + 1);
    if (editor === null || echo >= 0 || value === written.current) return;
    written.current = value;
    showOther(editor, toDoc(value));
  }, [editor, value, toDoc]);
  useEffect(() => {
    editor?.setEditable(!disabled, false);
  }, [editor, disabled]);
  useAttributes(editor, { ...props, hintId });
  return (
    <div
      ref={box}
      className="pill-box"
      data-multiline={props.multiline || undefined}
      data-disabled={disabled || undefined}
      data-invalid={props.invalid || undefined}
    >
      {toolbar !== undefined && editor !== null && !disabled && toolbar(editor)}
      <div className="pill-row">
        <div className="pill-input">
          {value === "" && placeholder !== undefined && (
            <span className="pill-placeholder" aria-hidden>
              {placeholder}
            </span>
          )}
          <div ref={place} className="pill-place" />
        </div>
        <PillOverlays
          editor={editor}
          box={box}
          label={label}
          path={props.path}
          emptyRule={props.emptyRule}
          disabled={disabled}
          spot={spot}
          menu={menu}
          asking={asking}
          onMenu={setMenu}
          onAsk={setAsking}
        />
      </div>
      <VisuallyHidden id={hintId}>Type @ to insert an answer.</VisuallyHidden>
    </div>
  );
}

/** Another text from outside, such as by undo: the field's own history begins anew. */
function showOther(editor: Editor, doc: JSONContent): void {
  const { state } = editor;
  const next = EditorState.create({
    doc: state.schema.nodeFromJSON(doc),
    plugins: [...state.plugins],
  });
  editor.view.updateState(next);
}

/** What the editable element says of itself to those who do not see it. */
function useAttributes(
  editor: Editor | null,
  props: PillSurfaceProps & { readonly hintId: string },
): void {
  const { label, labelledBy, describedBy, multiline, required, invalid, disabled, path } = props;
  const described = [describedBy, disabled ? undefined : props.hintId].filter(Boolean).join(" ");
  useEffect(() => {
    if (editor === null) return;
    const attributes: Readonly<Record<string, string | null>> = {
      role: "textbox",
      "aria-multiline": String(multiline),
      "aria-label": labelledBy === undefined ? label : null,
      "aria-labelledby": labelledBy ?? null,
      "aria-describedby": described === "" ? null : described,
      "aria-required": required ? "true" : null,
      "aria-invalid": invalid ? "true" : null,
      "aria-readonly": disabled ? "true" : null,
      "data-setting": path,
      // Read-only text can still be reached, read and copied.
      tabindex: "0",
      spellcheck: multiline ? "true" : "false",
    };
    const present = Object.entries(attributes).flatMap(([name, text]) =>
      text === null ? [] : [[name, text] as const],
    );
    editor.view.setProps({ attributes: Object.fromEntries(present) });
  }, [editor, label, labelledBy, described, multiline, required, invalid, disabled, path]);
}
