/** Measures one oracle, the number of which in `oracles` is on the command line, and prints its measures as JSON. */
import { oracles } from './cases.js';
import { measured } from './replicated.js';

console.log(JSON.stringify(measured(oracles[Number(process.argv[2])])));
