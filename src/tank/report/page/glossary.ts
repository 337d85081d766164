import { escaped } from './elements.js';

/** Words of the page that a reader may not know. */
const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ['strategy', 'a routing policy with its options; all strategies meet the same traffic'],
  ['model, replica, endpoint', 'a model is served by replicas, each of which is an endpoint that requests are sent to'],
  ['slot', 'room for one request in service at an endpoint; further requests wait in its queue'],
  ['window', 'from the end of the warm-up to the last arrival; times are of requests that arrive in it'],
  ['attempt', 'one sending of a request to an endpoint; a request that is refused may be tried again elsewhere'],
  ['agent', 'a client that sends requests of one kind; kinds differ in what they need of a model'],
  [
    'assignment',
    'which model each agent goes to first; soft: another may serve it while that one cannot; hard: none else may',
  ],
  [
    'quality',
    'mean score, 0 to 100, that the scenario gives a model for what an agent needs, over the requests that were served',
  ],
  ['alert', 'raised by a rule when its condition has held for some time, and cleared when it no longer does'],
  ['overload failure', 'a request that ended because endpoints or the router refused it'],
  ['overload episode', 'a time in which an endpoint has more requests than slots, from its first to its last moment'],
  [
    'over capacity, over target',
    'more requests than slots; more than the share of slots that the router aims at (its load threshold)',
  ],
  ['occupancy', 'requests at an endpoint over its slots, waiting ones included'],
  ['imbalance', 'utilization of the busiest endpoint over the mean; Jain: 1 where all are equally busy'],
  ['replication', 'a run of the whole scenario with random numbers of its own'],
  ['95 % interval', 'made so that in 95 of 100 such studies it holds the true value'],
  ['not shown', 'the difference may be chance: its p-value, corrected for all comparisons (Holm), is above 5 %'],
  ['no verdict', 'the numbers cannot be compared; the reason is given below the page and beside the comparison'],
];

export function glossaryHtml(): string {
  const terms = WORDS.map(([word, meaning]) => `<dt>${escaped(word)}</dt><dd>${escaped(meaning)}</dd>`);
  return `<details class="glossary"><summary>Words on this page</summary><dl>${terms.join('')}</dl></details>`;
}
