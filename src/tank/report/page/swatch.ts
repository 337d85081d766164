import { colourOf, dashOf, type Look, shapeOf } from '../charts/theme.js';

/** Outlines of marks as Vega draws them, around the middle of a square of 14. */
const OUTLINES: Record<ReturnType<typeof shapeOf>, string> = {
  circle: 'M12 7A5 5 0 1 1 2 7A5 5 0 1 1 12 7Z',
  square: 'M2.5 2.5H11.5V11.5H2.5Z',
  'triangle-up': 'M7 2L12.5 12H1.5Z',
  diamond: 'M7 1L12 7L7 13L2 7Z',
  cross: 'M5 1.5H9V5H12.5V9H9V12.5H5V9H1.5V5H5Z',
  'triangle-down': 'M7 12L12.5 2H1.5Z',
  'triangle-right': 'M12 7L2 12.5V1.5Z',
  'triangle-left': 'M2 7L12 12.5V1.5Z',
};

/** The colour and mark that a strategy has in every chart. */
export function swatch(look: Look): string {
  return `<svg class="swatch" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><path d="${OUTLINES[shapeOf(look)]}" fill="${colourOf(look)}"/></svg>`;
}

/** The same on a piece of its line: what it is known by in charts of marks and of lines. */
export function lineSwatch(look: Look): string {
  const line = `<path d="M0 7H34" stroke="${colourOf(look)}" stroke-width="2" stroke-dasharray="${dashOf(look).join(' ')}"/>`;
  const mark = `<path transform="translate(10)" d="${OUTLINES[shapeOf(look)]}" fill="${colourOf(look)}"/>`;
  return `<svg class="swatch" width="34" height="14" viewBox="0 0 34 14" aria-hidden="true">${line}${mark}</svg>`;
}
