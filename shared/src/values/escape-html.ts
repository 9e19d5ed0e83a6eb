const special = /[&<>"']/g;
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes the five characters that mean something in HTML text and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(special, (character) => entities[character] ?? character);
}
