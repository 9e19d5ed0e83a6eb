export function AutomationsTab() {
  return <h1>Automations</h1>;
}
