import { loops } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(loops);
