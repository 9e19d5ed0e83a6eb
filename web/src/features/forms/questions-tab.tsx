export function QuestionsTab() {
  return <h1>Questions</h1>;
}
