export function SetUpPage() {
  return <h1>Set up</h1>;
}
