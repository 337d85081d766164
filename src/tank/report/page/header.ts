import type { RunResults } from '../../results/index.js';
import { looksOf } from '../charts/looks.js';
import { describeRun } from '../tables.js';
import { verdict } from '../verdict.js';
import { tooShort } from '../footnotes.js';
import { escaped, list, paragraph, sectionId } from './elements.js';
import { legendHtml } from './legend.js';
import { setupHtml } from './setup.js';

/** Warnings that are read before all else; the others are a click away. */
const MOST_WARNINGS = 3;

/**
 * What the page says first: the question, the answer beside what had been expected, what is to be minded, what ran, and
 * where the rest is.
 * @param sections titles of the sections
 */
export function headerHtml(results: RunResults, sections: readonly string[]): string {
  const { summary } = results;
  const { name, question, expected } = summary.scenario;
  const sentences = verdict(summary).map((sentence) => paragraph(sentence, 'verdict'));
  const found = sentences.join('') + setupHtml(results);
  return `<header>
<h1>${escaped(name)}</h1>
${paragraph(question, 'question')}${expected === undefined ? found : besideHtml(found, expected)}${warningsHtml([...summary.warnings, ...tooShort(summary, summary.scenario.compare)])}<p>${escaped(describeRun(summary))}</p>
<nav class="contents" aria-label="Sections">${sections.map((title) => `<a href="#${sectionId(title)}">${escaped(title)}</a>`).join(' ')}</nav>
<p class="tools"></p>
</header>
${legendHtml(looksOf(summary))}`;
}

function besideHtml(found: string, expected: string): string {
  return `<div class="beside">
<div class="found">${found}</div>
<div class="expected"><h2>Expected before the run</h2><p>${escaped(expected)}</p></div>
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
