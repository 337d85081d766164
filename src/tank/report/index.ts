/**
 * What people look at: terminal tables, Markdown, charts, the page, and the forms of the gate's answer.
 * It draws from recorded, measures, estimates, results, inspection and verdicts, and computes no measure.
 */
export type { ChartSpec } from './charts/theme.js';
export { changedBaseline } from './gate/changed-baseline.js';
export { REASONS } from './footnotes.js';
export { gateGithub } from './gate/github.js';
export { gateJunit } from './gate/junit.js';
export { gateMarkdown } from './gate/markdown.js';
export { gateTable } from './gate/table.js';
export { gateTracker } from './gate/tracker.js';
export { markdownReport, markdownTable } from './markdown.js';
export { formatDuration, formatMeasure, formatNumber, formatRelative, formatShare } from './numbers.js';
export { type NamedPool, poolDocument, poolTables } from './pool-tables.js';
export { charts } from './public-charts.js';
export { chartHtml, shownHtml } from './fragment.js';
export { shown, type Showable } from './shown.js';
export { toPng, toSvg } from './render.js';
export { policiesNote } from './policies-page.js';
export type { ReportTable } from './report-table.js';
export { terminalReport, terminalTable } from './terminal.js';
export { tracePage } from './trace-page.js';
export { type NamedProfile, traceTables } from './trace-tables.js';
export { writeReport } from './write-report.js';
export { sweepRowsTable } from './sweep/sweep-table.js';
export { compareRows } from './compare/compare-table.js';
export { compareMarkdown, compareTerminal } from './compare/compare-texts.js';
export { writeCompareReport } from './compare/write-compare-report.js';
export { sweepTerminal } from './sweep/sweep-terminal.js';
export { writeSweepReport } from './sweep/write-sweep-report.js';
export { pointRows } from './capacity/capacity-table.js';
export { capacityTerminal } from './capacity/capacity-terminal.js';
export { writeCapacityReport } from './capacity/write-capacity-report.js';
export {
  FIGURE_FORMATS,
  type FigureFormat,
  capacityFigures,
  runFigures,
  sweepFigures,
  writeFigures,
} from './figures/write-figures.js';
export { type ThemeName, themes } from './figures/themes.js';
