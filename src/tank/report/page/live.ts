import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { loadOptional, type Need } from '../../../core/index.js';
import type { ChartSpec, Layout } from '../charts/theme.js';
import type { Head } from './head.js';

const LIVE: Need = { what: 'interactive charts need', packages: ['vega', 'vega-embed'] };

/** Files of our script, which is one module in the page. */
const OURS = ['./csv.js', './zoom.js', './browser.js'];

/** What a page offers as files. */
export interface PageData {
  readonly summary: object;
  readonly scenario?: object;
}

/** A chart as the page makes it live: a Vega specification for each layout. */
export interface LiveChart {
  readonly name: string;
  readonly specs: Readonly<Record<Layout, ChartSpec>>;
}

/**
 * What makes a page live: the specifications of its charts, the summary and the scenario, the library that draws, and a script of ours.
 * Texts are compressed, for they are as large as all else.
 * @throws MissingPackageError where the library is not installed
 */
export async function liveParts(
  charts: readonly LiveChart[],
  { summary, scenario }: PageData,
): Promise<NonNullable<Head['live']>> {
  const scripts = await loadOptional(LIVE, () =>
    Promise.all([
      ...['vega', 'vega-embed'].map((name) => readFile(besideModule(name, `${name}.min.js`), 'utf8')),
      ...OURS.map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
    ]),
  );
  const [vega, embed, ...parts] = scripts.map(asInline);
  const ours = parts.map((part) => part.replace(/^import .* from '\.\/.*';\n/gm, '')).join('');
  const body = `<script type="text/plain" id="charts">${packed(tabled(charts))}</script>
<script type="text/plain" id="summary">${packed(summary)}</script>
${scenario === undefined ? '' : `<script type="text/plain" id="scenario">${packed(scenario)}</script>\n`}<script>${vega}</script>
<script>${embed}</script>
<script type="module">${ours}</script>
`;
  return { body, scripts: [vega, embed, ours] };
}

/** A file that stands beside the module of a package, which exports no path to it. */
function besideModule(name: string, file: string): string {
  return fileURLToPath(new URL(file, import.meta.resolve(name)));
}

/** A script as it may stand in a page, without a reference to a map that is not there. */
function asInline(script: string): string {
  if (/<\/script|<!--/i.test(script)) throw new Error('a script would end in the middle of itself');
  return script.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
}

function packed(value: unknown): string {
  return gzipSync(JSON.stringify(value), { level: 9 }).toString('base64');
}

/** The charts with their values apart, once each and by column: both layouts draw the same. */
function tabled(charts: readonly LiveChart[]) {
  const tables: object[] = [];
  const places = new Map<string, number>();
  const placeOf = (values: readonly object[]) => {
    const key = JSON.stringify(values);
    const found = places.get(key);
    if (found !== undefined) return found;
    places.set(key, tables.length);
    const keys = Object.keys(values[0] ?? {});
    return tables.push({ keys, rows: values.map((row) => Object.values(row) as unknown[]) }) - 1;
  };
  const withPlaces = (spec: ChartSpec) => ({
    ...spec,
    data: (spec['data'] as readonly ChartSpec[]).map((source) =>
      Array.isArray(source['values']) ? { ...source, values: placeOf(source['values'] as object[]) } : source,
    ),
  });
  const specs = charts.map(({ name, specs: { wide, narrow } }) => [
    name,
    { wide: withPlaces(wide), narrow: withPlaces(narrow) },
  ]);
  return { tables, charts: Object.fromEntries(specs) as Record<string, object> };
}
