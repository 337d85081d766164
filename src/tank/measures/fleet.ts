/** How much of the fleet was used, and how evenly. */
import { count, ratio } from './measure.js';
import { total } from './sums.js';

export const utilization = ratio({
  label: 'utilization',
  description: 'Busy slot time / slot time in the window; processor sharing: mean of min(n, cores) / cores.',
  unit: 'share',
  better: null,
  parts: ['model', 'endpoint'],
  table: 'fleet',
  value: ({ areas }, { endpoints }) => [total(areas.busyMs, endpoints), total(areas.capacityMs, endpoints)],
});

export const occupancy = ratio({
  label: 'occupancy',
  description:
    'Active requests (in service and waiting) / max_concurrent, mean over the endpoint time of the window; above 1 some wait.',
  unit: 'ratio',
  better: null,
  parts: ['model', 'endpoint'],
  table: 'fleet',
  value: ({ areas }, { endpoints }) => [total(areas.occupiedMs, endpoints), total(areas.presentMs, endpoints)],
});

export const maxOverMean = ratio({
  label: 'imbalance, max / mean',
  description: 'Utilization of the busiest endpoint over the mean of all: 1 if all are equal.',
  unit: 'ratio',
  better: 'lower',
  table: 'fleet',
  value: ({ areas }, { endpoints }) => {
    const shares = utilizations(areas, endpoints);
    return [Math.max(...shares) / (total(shares) / shares.length), 1];
  },
});

export const jain = ratio({
  label: 'fairness (Jain)',
  description:
    "Jain's index of the endpoints' utilization: 1 if all are equal, 1/n if one has all. Jain, Chiu and Hawe (1984), DEC TR-301.",
  unit: 'ratio',
  better: 'higher',
  table: 'fleet',
  value: ({ areas }, { endpoints }) => {
    const shares = utilizations(areas, endpoints);
    return [total(shares) ** 2 / (shares.length * total(shares.map((share) => share * share))), 1];
  },
});

export const acceptedAttempts = count({
  label: 'accepted attempts',
  description: 'Attempts that endpoints accepted.',
  better: null,
  parts: ['model', 'endpoint'],
  partName: 'requests',
  table: 'fleet',
  value: ({ stations }, { endpoints }) => total(stations.accepted, endpoints),
});

export const shareOfAttempts = ratio({
  label: 'share of accepted attempts',
  description: 'Share of all accepted attempts that went to this model or endpoint.',
  unit: 'share',
  better: null,
  parts: ['model', 'endpoint'],
  isOfParts: true,
  table: 'fleet',
  value: ({ stations }, { endpoints }) => [total(stations.accepted, endpoints), total(stations.accepted)],
});

function utilizations(
  { busyMs, capacityMs }: { readonly busyMs: Float64Array; readonly capacityMs: Float64Array },
  endpoints: readonly number[],
): Float64Array {
  return Float64Array.from(endpoints, (e) => (capacityMs[e] > 0 ? busyMs[e] / capacityMs[e] : NaN));
}
