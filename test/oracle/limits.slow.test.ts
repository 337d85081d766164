import { limits, SLOW_LOAD } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(limits.filter(({ load }) => load >= SLOW_LOAD));
