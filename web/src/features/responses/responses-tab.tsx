export function ResponsesTab() {
  return <h1>Responses</h1>;
}
