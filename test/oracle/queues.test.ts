import { queues, SLOW_LOAD } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(queues.filter(({ load }) => load < SLOW_LOAD));
