import { fleets, SLOW_LOAD } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(fleets.filter(({ load }) => load < SLOW_LOAD));
