/** Measures one item of the study, given as JSON on the command line, and prints its rows as JSON: one process of `run.ts`. */
import { findLengths } from './lengths.js';
import { type Cell, measureCell } from './study.js';

const item = JSON.parse(process.argv[2]) as Cell | Omit<Cell, 'requests'>;
const rows = 'requests' in item ? [measureCell(item)] : findLengths(item.process, item.replications, item.experiments);
console.log(JSON.stringify(rows));
