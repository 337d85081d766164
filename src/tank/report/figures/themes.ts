import { colourOf, dashOf, type Look, MUTED, shapeOf } from '../charts/theme.js';

/** How figures look, whatever they show. */
export interface Theme {
  /** Of a strategy that is not in the background. */
  readonly colourOf: (look: Look) => string;
  /** Whether lines have marks too, and bars stand for bands: both are told apart without colour. */
  readonly isMarked: boolean;
  /** Whether title and subtitle are in the picture, not left to its caption. */
  readonly isTitled: boolean;
  /** Width of lines, as a share of that on a page. */
  readonly lineWidth: number;
  /** Colours of a heat map, by their name in Vega. */
  readonly scheme: string;
}

/** Hues of their own at lightnesses L* of 0 to 62, about 9 apart; dark and light alternate, for neighbours meet most often. */
const GREY_SAFE = ['#000000', '#d06117', '#004b8d', '#cf7ca3', '#581d00', '#007aa9', '#26143d', '#665a02'];

export const themes = {
  screen: { colourOf, isMarked: false, isTitled: true, lineWidth: 0.8, scheme: 'blues' },
  print: {
    colourOf: ({ place }) => GREY_SAFE[place % GREY_SAFE.length],
    isMarked: true,
    isTitled: false,
    lineWidth: 0.6,
    scheme: 'greys',
  },
} satisfies Record<string, Theme>;

export type ThemeName = keyof typeof themes;

/** Encodings of marks that stand for a strategy, by channel. Without legends, which figures have below them. */
export function strategyChannels(looks: readonly Look[], theme: Theme) {
  const scaled = (range: (look: Look) => unknown, type = 'nominal') => ({
    field: 'strategy',
    type,
    scale: { domain: looks.map(({ name }) => name), range: looks.map(range) },
    legend: null,
  });
  const color = scaled((look) => (look.isMuted ? MUTED : theme.colourOf(look)));
  return {
    color,
    stroke: color,
    shape: scaled(shapeOf),
    strokeDash: scaled((look) => (look.isMuted ? SOLID : dashOf(look))),
    strokeWidth: scaled((look) => (look.isMuted ? 1 : 2) * theme.lineWidth, 'ordinal'),
  };
}

const SOLID = [1, 0];
