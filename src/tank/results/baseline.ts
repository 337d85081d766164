import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../core/index.js';
import { writeWhole } from '../../core/input/index.js';
import { parseMeasurePath, quantileOfName } from '../measures/index.js';
import { checkedSummary, unwritable } from './results-folder.js';
import { storedMeasure } from './stored-measure.js';
import type { StrategySummary, Summary } from './summary.js';

/** A stored summary that later runs of its scenario are held against, `wavetank.baseline/2`. */
export interface Baseline {
  readonly schema: typeof BASELINE_SCHEMA;
  /** Version of wavetank and major version of Node that made it. */
  readonly version: string;
  readonly node_major: number;
  /** The scenario file, from the folder of the baseline, with "/". */
  readonly scenario_file: string;
  readonly scenario_sha256: string;
  /** What is judged, whether or not it has a value. */
  readonly gated: readonly string[];
  readonly summary: Summary;
  /** Of each strategy in the order of the summary: differences are paired by replication. */
  readonly replications: readonly GatedValues[];
}

/** What the gate judges, of each replication in order, by measure: totals are in the summary. */
export type GatedValues = Readonly<Record<string, readonly (number | null)[] | undefined>>;

const BASELINE_SCHEMA = 'wavetank.baseline/2';

const OTHER_FORM = /^wavetank\.baseline\/\d+$/;

const named = z.array(z.looseObject({ id: z.string() }));

/** As much of the form as reading relies on. */
const baselineSchema = z.object({
  schema: z.literal(BASELINE_SCHEMA),
  version: z.string(),
  node_major: z.int(),
  scenario_file: z.string(),
  scenario_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  gated: z.array(z.string()).min(1, 'nothing to judge'),
  summary: z.looseObject({
    schema: z.literal('wavetank.summary/2'),
    scenario: z.looseObject({ name: z.string(), replications: z.int().min(1) }),
    strategies: z
      .array(
        z.looseObject({
          name: z.string(),
          requests: z.record(z.string(), z.number()),
          overload: z.record(z.string(), z.unknown()),
          attempts: z.record(z.string(), z.number()),
          routing: z.record(z.string(), z.unknown()),
          measures: z.record(z.string(), z.unknown()),
          classes: z.array(z.looseObject({ name: z.string() })).optional(),
          models: named,
          endpoints: named,
        }),
      )
      .min(1, 'no strategies'),
    comparisons: z.array(z.unknown()),
  }),
  replications: z.array(z.record(z.string(), z.array(z.number().nonnegative().nullable()).min(1))),
  sha256: z.string().optional(),
});

/** The path of the baseline of a scenario. @param name [a-z0-9-]+, so it cannot lead elsewhere */
export function baselinePath(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

/**
 * The baselines in a folder, sorted; none where there is no such folder.
 * @throws InputError when it is no folder, or cannot be read
 */
export async function listBaselines(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    const message = `baselines cannot be read here: ${REASONS.get(codeOf(error)) ?? reason(error)}`;
    throw new InputError([{ file: folder, message, advice: 'expected the folder of --baselines' }]);
  });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

const ANY_SCENARIO = 'wavetank check --update SCENARIO';

/**
 * The scenario file that a baseline of any version of the form names, from the folder of the baseline.
 * @throws InputError when it names none
 */
export async function scenarioOfBaseline(file: string): Promise<string> {
  const value = await readJson(file, ANY_SCENARIO);
  const named =
    typeof value === 'object' && value !== null && 'scenario_file' in value ? value.scenario_file : undefined;
  if (typeof named === 'string' && named !== '') return named;
  throw damaged(file, 'it names no scenario_file', ANY_SCENARIO);
}

async function readJson(file: string, renewal: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw error;
    throw damaged(file, REASONS.get(codeOf(error)) ?? reason(error), renewal);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(file, 'it is not JSON', renewal);
  }
}

/**
 * @param renewal the command that makes the baseline again
 * @returns undefined where there is no such file
 * @throws InputError when it is damaged or cannot be read
 */
export async function readBaseline(file: string, renewal = ANY_SCENARIO): Promise<Baseline | undefined> {
  let value: unknown;
  try {
    value = await readJson(file, renewal);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const found = baselineSchema.safeParse(value);
  if (!found.success) {
    refuseOtherForm(file, value, renewal);
    const [{ path, message }] = found.error.issues;
    throw damaged(file, path.length === 0 ? message : `${path.join('.')}: ${message}`, renewal);
  }
  const { sha256, ...content } = found.data;
  const baseline = content as unknown as Baseline;
  const why = contradiction(baseline);
  if (why !== undefined) throw damaged(file, why, renewal);
  if (sha256 !== undefined && sha256 !== sha256Of(value as object))
    throw damaged(file, 'its content was changed: the sha256 does not match', renewal);
  return baseline;
}

/**
 * The summary of a baseline, checked in full. Baselines of earlier builds do not say what the scenario compares, nor the
 * places of strategies in it: what was compared, and their order, stand for that.
 * @throws InputError when it is damaged
 */
export function summaryOfBaseline(file: string, { summary, gated }: Baseline): Summary {
  const measures = [...new Set(summary.comparisons.map(({ measure }) => measure))];
  const defaults = { baseline: summary.strategies[0].name, compare: measures.length > 0 ? measures : gated };
  return checkedSummary(file, {
    ...summary,
    warnings: (summary as Partial<Summary>).warnings ?? [],
    scenario: { ...defaults, ...summary.scenario },
    strategies: summary.strategies.map((strategy: object, place) => ({ place, ...strategy })),
  });
}

/**
 * Of all that a baseline holds but this number itself, whatever its layout: the last word on what was edited by hand or merged
 * wrongly. Baselines of before it was written have none.
 */
function sha256Of(baseline: object): string {
  return createHash('sha256')
    .update(JSON.stringify({ ...baseline, sha256: undefined }))
    .digest('hex');
}

/**
 * What a baseline says in one place and not in the other, as after an edit by hand or a merge that went wrong: whatever
 * is judged is a measure, and has a value in the summary and one in some replication, or neither.
 */
function contradiction({ gated, summary, replications }: Baseline): string | undefined {
  const { strategies, scenario } = summary;
  if (strategies.length !== replications.length)
    return 'replications: the number of strategies differs from its summary';
  const unknown = gated.find((measure) => parseMeasurePath(measure) === undefined);
  if (unknown !== undefined) return `gated: there is no measure "${unknown}"`;
  const names = strategies.map(({ name }) => name);
  const twice = names.find((name, s) => names.indexOf(name) < s);
  if (twice !== undefined) return `summary.strategies: ${twice} is there twice`;
  for (const [s, strategy] of strategies.entries()) {
    for (const measure of gated) {
      const values = replications[s][measure];
      const hasValue = isValue(storedMeasure(strategy, measure));
      const hasValues = values?.some((value) => value !== null) === true;
      if (hasValue !== hasValues || (!hasValue && isAlwaysThere(strategy, measure)))
        return `${hasValue ? `replications.${s}` : `summary.strategies.${s}`}: ${strategy.name} has no ${measure}`;
      if (hasValue && values !== undefined && !isCountOfValues(values.length, measure, scenario.replications))
        return `replications.${s}.${measure}: ${values.length} values of ${scenario.replications} replications`;
    }
  }
  return undefined;
}

/** One of each replication; of a quantile one of each section of several, or of all of them together. */
function isCountOfValues(count: number, measure: string, replications: number): boolean {
  const isQuantile = quantileOfName(parseMeasurePath(measure)?.statistic ?? '') !== undefined;
  return count === replications || (isQuantile && (count === 1 || count <= replications / 2));
}

function isValue(stored: unknown): boolean {
  const value = typeof stored === 'object' && stored !== null && 'value' in stored ? stored.value : stored;
  return typeof value === 'number';
}

/** Whether no run can be without the measure: counts of the whole, and with any request the share that was served. */
function isAlwaysThere({ requests }: StrategySummary, measure: string): boolean {
  return isCount(measure) || (measure === 'completed_share' && requests.arrived > 0);
}

function isCount(measure: string): boolean {
  const found = parseMeasurePath(measure);
  return found?.measure.kind === 'count' && found.part === undefined;
}

/** @throws InputError for a baseline of another version of the form */
function refuseOtherForm(file: string, value: unknown, renewal: string): void {
  const form = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof form !== 'string' || form === BASELINE_SCHEMA || !OTHER_FORM.test(form)) return;
  const advice = `renew it, in a commit that changes nothing else: ${renewal}`;
  throw new InputError([{ file, message: `this baseline has the form ${form}, not ${BASELINE_SCHEMA}`, advice }]);
}

function damaged(file: string, why: string, renewal: string): InputError {
  const advice = `restore it from version control, or make it again: ${renewal}`;
  return new InputError([{ file, message: `this baseline is damaged: ${why}`, advice }]);
}

const REASONS = new Map([
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'it is not a folder'],
  ['EACCES', 'no permission to read it'],
  ['EPERM', 'no permission to read it'],
]);

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Writes a baseline, whole or not at all.
 * @throws InputError when it cannot be written
 */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeWhole(file, `${json({ ...baseline, sha256: sha256Of(baseline) }, SPREAD_LEVELS)}\n`);
  } catch (error) {
    throw unwritable(dirname(file), error, 'choose another folder with --baselines DIR');
  }
}

const SPREAD_LEVELS = 4; // down to the parts of a strategy: a line each, so that a changed one shows in a diff

/** JSON with one entry a line down to some levels; a list of numbers is one line. */
function json(value: unknown, levels: number): string {
  if (levels === 0 || typeof value !== 'object' || value === null || isPlainList(value)) return JSON.stringify(value);
  if (Array.isArray(value))
    return bracketed(
      '[',
      value.map((element) => json(element, levels - 1)),
      ']',
    );
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return bracketed(
    '{',
    entries.map(([key, child]) => `${JSON.stringify(key)}: ${json(child, levels - 1)}`),
    '}',
  );
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((element) => typeof element !== 'object' || element === null);
}

function bracketed(open: string, entries: readonly string[], close: string): string {
  return entries.length === 0 ? open + close : `${open}\n${entries.join(',\n')}\n${close}`;
}
