import { CV_LEVELS, LENGTH_LEVELS, type LengthProfile, type PoolProfile, TOP_CLIENTS } from '../recorded/index.js';
import { formatDuration, formatNumber, formatShare } from './numbers.js';
import type { ReportTable } from './report-table.js';

/** A client pool with its name. */
export interface NamedPool {
  readonly name: string;
  readonly profile: PoolProfile;
}

/** What client pools are like, side by side: figures of the pools themselves, nothing is drawn. */
export function poolTables(pools: readonly NamedPool[]): readonly ReportTable[] {
  if (pools.length === 0) return [];
  const table = (
    title: string,
    rows: readonly (readonly [string, (profile: PoolProfile) => string])[],
  ): ReportTable => ({
    title,
    head: ['', ...pools.map(({ name }) => name)],
    rows: rows.map(([name, value]) => [name, ...pools.map(({ profile }) => value(profile))]),
  });
  const lengths = (title: string, of: (profile: PoolProfile) => LengthProfile | undefined): ReportTable =>
    table(title, [
      ['mean', (profile) => shown(of(profile)?.mean)],
      ...LENGTH_LEVELS.map(
        (p, i) => [`P${formatNumber(100 * p)}`, (profile: PoolProfile) => shown(of(profile)?.quantiles[i])] as const,
      ),
    ]);
  return [
    table('Client pool', [
      ['span', ({ spanS }) => formatDuration(1000 * spanS)],
      ['mean rate, /s', ({ meanRatePerS }) => formatNumber(meanRatePerS)],
      ['peak / mean, 10 min', ({ peakToMean }) => formatNumber(peakToMean)],
      ...TOP_CLIENTS.map(
        (count, i) =>
          [
            `requests of the largest ${count === 1 ? 'client' : `${count} clients`}`,
            ({ topShares }: PoolProfile) => formatShare(topShares[i]),
          ] as const,
      ),
      ...CV_LEVELS.map(
        (p, i) => [`gaps: cv of a client, P${100 * p}`, ({ gapCv }: PoolProfile) => formatNumber(gapCv[i])] as const,
      ),
      ['clients without lengths', ({ clientsWithoutLengths }) => String(clientsWithoutLengths)],
      ['their share of the requests', ({ shareWithoutLengths }) => formatShare(shareWithoutLengths)],
    ]),
    lengths('Prompts, tokens', ({ promptTokens }) => promptTokens),
    lengths('Outputs, tokens', ({ outputTokens }) => outputTokens),
    table(
      'Requests by hour of the day / mean hour',
      Array.from(
        { length: 24 },
        (_, hour) => [`${hour} h`, ({ hours }: PoolProfile) => formatNumber(hours[hour])] as const,
      ),
    ),
  ];
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : formatNumber(value);
}

/** The figures of a pool in the form of results. */
export function poolDocument(profile: PoolProfile) {
  const lengths = (of: LengthProfile | undefined) =>
    of && { mean: of.mean, shares: LENGTH_LEVELS, quantiles: of.quantiles };
  return {
    span_s: profile.spanS,
    mean_per_s: profile.meanRatePerS,
    peak_to_mean_10_min: profile.peakToMean,
    top_share: TOP_CLIENTS.map((clients, i) => ({ clients, share: profile.topShares[i] })),
    gap_cv: CV_LEVELS.map((share, i) => ({ share, cv: profile.gapCv[i] })),
    hours: profile.hours,
    prompt_tokens: lengths(profile.promptTokens),
    output_tokens: lengths(profile.outputTokens),
    clients_without_lengths: profile.clientsWithoutLengths,
    share_without_lengths: profile.shareWithoutLengths,
  };
}
