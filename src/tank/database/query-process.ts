import type { Question, Reply } from './question.js';
import { answerQuestion } from './run-statement.js';

/**
 * Entry of the process of one statement. What DuckDB does for it can be neither counted on to stop when it is asked, nor to
 * keep to its memory; a process can be ended.
 */

process.once('message', (question) => {
  void reply(question as Question);
});
process.once('disconnect', () => process.exit()); // whoever asked is gone

async function reply(question: Question): Promise<void> {
  const limit = question.memoryBytes + OWN_BYTES;
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > limit) tell({ is: 'too_much_memory' });
  }, WATCH_MS);
  const said = await answerQuestion(question, (problems) => {
    process.send?.({ is: 'begun', problems } satisfies Reply);
  });
  clearInterval(watch);
  tell(said);
}

/** What Node and DuckDB take before they begin, and an answer on its way. */
const OWN_BYTES = 400 * 2 ** 20;

const WATCH_MS = 10;

function tell(said: Reply): void {
  process.send?.(said, () => process.exit());
}
