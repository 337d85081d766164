import { fleets, isSlow } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(fleets.filter((oracle) => !isSlow(oracle)));
