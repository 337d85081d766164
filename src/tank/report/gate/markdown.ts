import { type GateCheck, regressions } from '../../verdicts/index.js';
import { escaped, markdownTable } from '../markdown.js';
import { changeTable, headline, regressionText, verdict } from './words.js';

/** What the gate found in markdown, for the summary of a CI job. */
export function gateMarkdown(checks: readonly GateCheck[]): string {
  const failures = checks.flatMap((check) =>
    regressions(check).map((judged) => `- ${escaped(regressionText(check.name, judged))}`),
  );
  return [
    '## wavetank check',
    ...(failures.length === 0 ? [] : [failures.join('\n')]),
    ...verdict(checks).map(escaped),
    ...checks.flatMap(checkBlocks),
  ]
    .join('\n\n')
    .concat('\n');
}

function checkBlocks(check: GateCheck): string[] {
  const table = changeTable(check);
  return [
    escaped(headline(check)),
    ...check.notes.map((note) => `_${escaped(note)}_`),
    ...(table.rows.length === 0 ? [] : [markdownTable(table)]),
  ];
}
