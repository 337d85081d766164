import type { create as createDocument } from 'xmlbuilder2';
import { printable } from '../../../core/index.js';
import { type GateCheck, type JudgedMeasure, regressions } from '../../verdicts/index.js';
import { OUTCOMES, regressionText } from './words.js';

/** JUnit XML: a suite for each scenario, a case for each measure of each strategy; what got worse has failed. */
export async function gateJunit(checks: readonly GateCheck[]): Promise<string> {
  // loaded when asked for: it takes longer than all else of this room
  const { create } = await import('xmlbuilder2');
  const document = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\u00b7' });
  const root = document.ele('testsuites', { name: 'wavetank check', ...totals(checks) });
  for (const check of checks) {
    const suite = root.ele('testsuite', { name: check.name, ...totals([check]) });
    for (const judged of check.judged) {
      const name = `${judged.strategy} ${judged.measure}`;
      const testcase = suite.ele('testcase', {
        classname: `wavetank.${check.name}`,
        name,
        file: printable(check.file.replaceAll('\n', ' ')),
      });
      addOutcome(testcase, check, judged);
    }
    if (check.notes.length > 0) suite.ele('system-out').txt(printable(check.notes.join('\n')));
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

type Element = ReturnType<ReturnType<typeof createDocument>['ele']>;

function addOutcome(testcase: Element, { name, advice }: GateCheck, judged: JudgedMeasure): void {
  if (judged.outcome === 'worse') {
    const message = printable(regressionText(name, judged));
    testcase.ele('failure', { type: 'regression', message }).txt(printable(`${message}\n${advice}`));
  } else if (judged.outcome !== 'equal') {
    testcase.ele('system-out').txt(OUTCOMES[judged.outcome]);
  }
}

function totals(checks: readonly GateCheck[]) {
  const tests = checks.reduce((sum, { judged }) => sum + judged.length, 0);
  return { tests, failures: checks.flatMap(regressions).length, errors: 0, skipped: 0 };
}
