/** A node of the designed text as the editor keeps it. */
export interface MailNode {
  readonly type?: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
  readonly marks?: readonly MailMark[] | undefined;
  readonly content?: readonly MailNode[] | undefined;
}

export interface MailMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
}

/** An attribute that is a text; else empty. */
export function textAttr(node: Pick<MailNode, "attrs">, name: string): string {
  const value = node.attrs?.[name];
  return typeof value === "string" ? value : "";
}

export const emptyParagraph: MailNode = { type: "paragraph" };

/** Marks in the order in which they are nested, the outermost first. */
export const markOrder = ["link", "bold", "italic"] as const;

/**
 * Styles of the HTML that is sent. Mail programs know no style sheets, so each element has its own; the
 * same styles tell our HTML from somebody's own when it is read back.
 */
export const mailStyles = {
  div: "max-width:600px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1f1b26",
  p: "margin:0 0 16px",
  h1: "margin:0 0 16px;font-size:26px;line-height:1.25",
  h2: "margin:24px 0 12px;font-size:20px;line-height:1.3",
  h3: "margin:20px 0 8px;font-size:17px;line-height:1.35",
  ul: "margin:0 0 16px;padding-left:24px",
  ol: "margin:0 0 16px;padding-left:24px",
  li: "margin:0 0 4px",
  a: "color:#6a3b72",
  hr: "border:0;border-top:1px solid #d5d1db;margin:24px 0",
  img: "display:block;max-width:100%;height:auto;border:0;margin:0 0 16px",
} as const;

/** A button that works where padding on links does not: a cell of one colour around a padded link. */
export const buttonParts = {
  open: '<table role="presentation" border="0" cellpadding="0" cellspacing="0" style="margin:8px 0 24px"><tr><td bgcolor="#6a3b72" style="border-radius:6px;background:#6a3b72"><a href="',
  middle:
    '" style="display:inline-block;padding:12px 22px;font-weight:bold;color:#ffffff;text-decoration:none">',
  close: "</a></td></tr></table>",
} as const;
