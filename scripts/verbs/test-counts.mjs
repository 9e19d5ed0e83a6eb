/** The sum of a vitest run; a file that did not load, or an error outside a test, is one failure. */
export function countVitest(report, status) {
  if (!report) return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter(
    (file) =>
      file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  );
  const failed = report.numFailedTests + unloaded.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The test files that took longest, as lines such as " 12.3 s  server/test/flow.test.ts". */
export function slowestFiles(report, root, count = 10) {
  const files = (report?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    name: name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name,
    seconds: (endTime - startTime) / 1000,
  }));
  return files
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${name}`);
}

/** The sum of a playwright run; a test that passed at its second try has passed. */
export function countPlaywright(report, status) {
  if (!report) return { passed: 0, failed: 1 };
  const { expected, flaky, unexpected, skipped } = report.stats;
  return {
    passed: expected + flaky,
    failed: unexpected === 0 && status !== 0 ? 1 : unexpected,
    skipped,
  };
}

/** How many tests `playwright test --list` names: its last line is "Total: 7 tests in 3 files". */
export function listedTests(output) {
  return Number(/^Total: (\d+) tests?/m.exec(output)?.[1] ?? 1);
}

export function sumUp(counts) {
  const sum = (name) => counts.reduce((total, each) => total + (each[name] ?? 0), 0);
  const [passed, failed, skipped] = ["passed", "failed", "skipped"].map(sum);
  const rest = skipped > 0 ? `, ${skipped} skipped` : "";
  return { line: `${passed} passed, ${failed} failed${rest}`, failed };
}
