import type { Summary } from '../../results/index.js';
import { looksOf } from '../charts/looks.js';
import { describeRun } from '../tables.js';
import { verdict } from '../verdict.js';
import { escaped, list, paragraph } from './elements.js';
import { legendHtml } from './legend.js';

/** Warnings that are read before all else; the others are a click away. */
const MOST_WARNINGS = 3;

/** What the page says first: the question, the answer, what had been expected, and what is to be minded. */
export function headerHtml(summary: Summary): string {
  const { name, question, expected } = summary.scenario;
  const found = verdict(summary);
  return `<header>
<h1>${escaped(name)}</h1>
${paragraph(question, 'question')}${found.map((sentence) => paragraph(sentence, 'verdict')).join('')}${expected === undefined ? '' : besideHtml(expected, found)}${warningsHtml(summary.warnings)}<p>${escaped(describeRun(summary))}</p>
<p class="tools"></p>
</header>
${legendHtml(looksOf(summary))}`;
}

function besideHtml(expected: string, found: readonly string[]): string {
  return `<div class="beside">
<div class="expected"><h2>Expected before the run</h2><p>${escaped(expected)}</p></div>
<div class="found"><h2>Found</h2>${found.map((sentence) => `<p>${escaped(sentence)}</p>`).join('')}</div>
</div>
`;
}

function warningsHtml(warnings: readonly string[]): string {
  if (warnings.length === 0) return '';
  const [first, others] = [warnings.slice(0, MOST_WARNINGS), warnings.slice(MOST_WARNINGS)];
  const rest =
    others.length === 0
      ? ''
      : `<details><summary>${others.length} more ${others.length === 1 ? 'warning' : 'warnings'}</summary>${list(others)}</details>`;
  return `<section class="warnings"><h2>Warnings</h2>${list(first)}${rest}</section>\n`;
}
