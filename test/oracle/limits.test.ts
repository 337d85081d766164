import { isSlow, limits } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(limits.filter((oracle) => !isSlow(oracle)));
