/**
 * Results shown where they were asked for: as HTML and pictures in a cell of a notebook (tslab), as text on a terminal.
 * It may import core, results and report, and the types of runs.
 */
export { showChart, type ShowChartOptions } from './show-chart.js';
export { showProgress, type ShownProgress } from './show-progress.js';
export { showTable, type ShowTableOptions } from './show-table.js';
