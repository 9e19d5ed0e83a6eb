export function EditorPage() {
  return <h1>Automation</h1>;
}
