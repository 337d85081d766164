/** The region in which P99 falls by at least 40 %: load against load weight, a panel for each kind of service. */
import type { ChartSpec } from '../../../src/index.js';
import { LOAD_WEIGHTS, LOADS, type Fall, type Service } from './sensitivity.js';

/** The claimed change. */
export const CLAIMED_FALL = -0.4;

const PANELS: Readonly<Record<Service, string>> = {
  slots: 'servers of one request each',
  sharing: 'servers that slow down as they fill',
};

export function regionChart(found: Readonly<Record<Service, readonly Fall[]>>): ChartSpec {
  const rows = Object.entries(found).flatMap(([service, falls]) =>
    falls.map(({ x, y, change, grows }) => ({
      service: PANELS[service as Service],
      load: percentOf(x),
      weight: y,
      change: Math.round(100 * change.value),
      label: `${labelOf(change.value)}${grows[0] ? '*' : ''}`,
      holds: change.high <= CLAIMED_FALL,
    })),
  );
  const x = {
    field: 'load',
    type: 'ordinal',
    sort: LOADS.map(percentOf),
    title: 'load: share of all servers that is asked for',
    axis: { labelAngle: 0 },
  };
  const y = { field: 'weight', type: 'ordinal', sort: [...LOAD_WEIGHTS].reverse(), title: 'load weight' };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: 'Where load-aware assignment lowers P99 by at least 40 %',
      subtitle: [
        'Change of P99, per cent; framed: at least 40 % lower, as claimed, by its whole 95 % interval.',
        '* before, model 1 is asked for more than it can do: its queue grows, and the change with it.',
      ],
      anchor: 'start',
    },
    data: { values: rows },
    facet: {
      row: {
        field: 'service',
        type: 'nominal',
        sort: Object.values(PANELS),
        title: null,
        header: { labelAnchor: 'start', labelOrient: 'top', labelFontWeight: 'bold' },
      },
    },
    spec: {
      width: 560,
      height: 220,
      layer: [
        {
          mark: { type: 'rect', strokeWidth: 2 },
          encoding: {
            x,
            y,
            color: {
              field: 'change',
              type: 'quantitative',
              scale: { scheme: 'blues', reverse: true, domain: [-100, 0] },
              title: 'change of P99, %',
            },
            stroke: { condition: { test: 'datum.holds', value: '#d55e00' }, value: null },
          },
        },
        {
          mark: { type: 'text', fontSize: 10 },
          encoding: {
            x,
            y,
            text: { field: 'label' },
            color: { condition: { test: 'datum.change < -55', value: 'white' }, value: 'black' },
          },
        },
      ],
    },
    config: { view: { stroke: null }, font: 'DejaVu Sans, sans-serif' },
  };
}

function percentOf(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function labelOf(share: number): string {
  const percent = Math.round(100 * share);
  return percent === 0 ? '0' : percent < 0 ? `−${-percent}` : `+${percent}`;
}
