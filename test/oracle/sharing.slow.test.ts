import { isSlow, sharing } from './cases.js';
import { holdAgainstTheory } from './hold-against-theory.js';

holdAgainstTheory(sharing.filter(isSlow));
