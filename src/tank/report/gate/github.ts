import { printable } from '../../../core/index.js';
import { type GateCheck, regressions } from '../../verdicts/index.js';
import { gateTable } from './table.js';
import { regressionText } from './words.js';

/** An annotation for each regression, at its strategy in the scenario file, and the table: for the log of GitHub Actions. */
export function gateGithub(checks: readonly GateCheck[]): string {
  return [...checks.flatMap(annotations), gateTable(checks)].join('\n');
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message */
function annotations(check: GateCheck): string[] {
  const { name, file, lines, advice } = check;
  return regressions(check).map((judged) => {
    const properties = { file, line: String(lines.get(judged.strategy) ?? 1), title: `wavetank check: ${name}` };
    const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(value)}`);
    return `::error ${listed.join(',')}::${escapedData(`${regressionText(name, judged)}. ${advice}`)}`;
  });
}

function escapedData(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
