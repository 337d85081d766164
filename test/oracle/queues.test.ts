import { isSlow, queues } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(queues.filter((oracle) => !isSlow(oracle)));
