/**
 * Adds up vitest's JSON reports: names what was skipped and what failed, and prints `N passed, N failed, N skipped` last.
 * Fails where a test failed or none ran.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const failures = [];
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests + report.numFailedTestSuites * (report.numFailedTests === 0 ? 1 : 0);
  totals.skipped += report.numPendingTests + (report.numTodoTests ?? 0);
  for (const { name, status: ofFile, message, assertionResults } of report.testResults) {
    for (const { status, fullName } of assertionResults) {
      if (status === 'skipped' || status === 'pending') console.log(`skipped: ${relative('.', name)}: ${fullName}`);
      if (status === 'failed') failures.push(`FAILED: ${relative('.', name)}: ${fullName}`);
    }
    if (ofFile === 'failed' && assertionResults.length === 0)
      failures.push(`FAILED: ${relative('.', name)}: ${message}`);
  }
}
for (const failure of failures) console.log(failure);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
