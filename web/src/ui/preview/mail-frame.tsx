import { useEffect, useRef, useState } from "react";
import { sandboxedDocument } from "./sandboxed-document.ts";

export interface MailFrameProps {
  readonly html: string;
  readonly className: string;
}

/** A mail of many pages scrolls within, in px. */
const tallest = 1_200;
const shortest = 96;

/**
 * A mail's HTML, as tall as it is. The frame shares our origin so that its height can be read, and
 * nothing else follows from that: its sandbox and its policy both keep scripts, forms and links from working.
 */
export function MailFrame({ html, className }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  useEffect(() => {
    const { current } = frame;
    if (current === null) return undefined;
    // Narrower, a mail gets longer.
    let width = current.clientWidth;
    const watch = new ResizeObserver(() => {
      if (current.clientWidth === width) return;
      width = current.clientWidth;
      setHeight(heightOf(current));
    });
    watch.observe(current);
    return () => watch.disconnect();
  }, []);
  return (
    <iframe
      ref={frame}
      title="Text of the mail"
      className={className}
      sandbox="allow-same-origin"
      srcDoc={sandboxedDocument(html)}
      style={height === null ? undefined : { height }}
      onLoad={(event) => setHeight(heightOf(event.currentTarget))}
    />
  );
}

/** Null where the frame holds nothing yet. */
function heightOf({ contentDocument }: HTMLIFrameElement): number | null {
  if (contentDocument === null) return null;
  // The root holds the margins, too, also those that stick out of the body.
  const { height } = contentDocument.documentElement.getBoundingClientRect();
  return Math.min(tallest, Math.max(shortest, Math.ceil(height)));
}
