/** What a mail may do when it is shown: look like something. No scripts, no requests, no forms. */
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * A mail's HTML as a document for the sandboxed frame: the policy stands before
 * everything of the mail's, which can add to it but not loosen it. White, as mail readers are.
 */
export function sandboxedDocument(html: string): string {
  return [
    "<!doctype html>",
    `<meta http-equiv="Content-Security-Policy" content="${mailPolicy}">`,
    '<meta name="color-scheme" content="light">',
    "<style>body{margin:12px;background:#fff;color:#1f1b26;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}</style>",
    html,
  ].join("");
}
