import { escapeHtml } from "@formloom/shared/values";

/** A whole page. `body` is HTML already; the title is text. */
export function renderLayout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/f/assets/page.css">
</head>
<body>
<main class="card">
${body}
</main>
</body>
</html>
`;
}

/** The page for forms that are closed, were deleted, or never were: they cannot be told apart. */
export function renderMissing(): string {
  return renderLayout(
    "Form not found",
    `<h1>There is no form here</h1>
<p>It may be closed, or the address may be incomplete. Ask whoever sent you the link.</p>`,
  );
}

export function renderThanks(formName: string, thankYou: string): string {
  const paragraphs = thankYou
    .split(/\n{2,}/)
    .map((text) => `<p class="lead">${escapeHtml(text).replaceAll("\n", "<br>")}</p>`);
  return renderLayout(
    `Sent: ${formName}`,
    `<svg class="tick" viewBox="0 0 24 24" width="48" height="48" aria-hidden="true"><circle cx="12" cy="12" r="11"/><path d="m7 12.5 3.4 3.4L17 9"/></svg>
<h1>${escapeHtml(formName)}</h1>
${paragraphs.join("\n")}`,
  );
}
