import { sharing, SLOW_LOAD } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(sharing.filter(({ load }) => load >= SLOW_LOAD));
