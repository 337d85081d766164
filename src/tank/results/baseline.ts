import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../core/index.js';
import { writeWhole } from '../../core/input/index.js';
import { unwritable } from './results-folder.js';
import type { Summary } from './summary.js';

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

const EARLIER = /^wavetank\.baseline\/\d+$/;

/** As much of the form as reading relies on. */
const baselineSchema = z
  .object({
    schema: z.literal(BASELINE_SCHEMA),
    version: z.string(),
    node_major: z.int(),
    scenario_file: z.string(),
    scenario_sha256: z.string().regex(/^[0-9a-f]{64}$/),
    gated: z.array(z.string()),
    summary: z.looseObject({
      schema: z.literal('wavetank.summary/2'),
      scenario: z.looseObject({ name: z.string(), replications: z.int().min(1) }),
      strategies: z.array(
        z.looseObject({
          name: z.string(),
          requests: z.record(z.string(), z.number()),
          overload: z.record(z.string(), z.unknown()),
          measures: z.record(z.string(), z.unknown()),
        }),
      ),
      comparisons: z.array(z.unknown()),
    }),
    replications: z.array(z.record(z.string(), z.array(z.number().nullable()).min(1))),
  })
  .refine(({ summary, replications }) => summary.strategies.length === replications.length, {
    error: 'not as many strategies as in its summary',
    path: ['replications'],
  });

/** The path of the baseline of a scenario. @param name [a-z0-9-]+, so it cannot lead elsewhere */
export function baselinePath(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

/** The baselines in a folder, sorted; none where there is no such folder. */
export async function listBaselines(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * The scenario file that a baseline of any version of the form names, from the folder of the baseline.
 * @throws InputError when it names none
 */
export async function scenarioOfBaseline(file: string): Promise<string> {
  const value = await readJson(file);
  const named =
    typeof value === 'object' && value !== null && 'scenario_file' in value ? value.scenario_file : undefined;
  if (typeof named === 'string') return named;
  throw damaged(file, 'it names no scenario_file');
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(file, 'it is no JSON');
  }
}

/**
 * @returns undefined where there is no such file
 * @throws InputError when it is damaged or cannot be read
 */
export async function readBaseline(file: string): Promise<Baseline | undefined> {
  try {
    const value = await readJson(file);
    const found = baselineSchema.safeParse(value);
    if (found.success) return found.data as unknown as Baseline;
    refuseOtherForm(file, value);
    const [{ path, message }] = found.error.issues;
    throw damaged(file, path.length === 0 ? message : `${path.join('.')}: ${message}`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (error instanceof InputError) throw error;
    throw damaged(file, error instanceof Error ? error.message : String(error));
  }
}

/** @throws InputError for a baseline of another version of the form */
function refuseOtherForm(file: string, value: unknown): void {
  const form = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof form !== 'string' || form === BASELINE_SCHEMA || !EARLIER.test(form)) return;
  const named = (value as Record<string, unknown>)['scenario_file'];
  const scenario = typeof named === 'string' ? relative('.', resolve(dirname(file), named)) : 'SCENARIO';
  const advice = `renew it, in a commit that changes nothing else: wavetank check --update ${scenario}`;
  throw new InputError([{ file, message: `this baseline has the form ${form}, not ${BASELINE_SCHEMA}`, advice }]);
}

function damaged(file: string, why: string): InputError {
  const advice = 'restore it from version control, or make it again: wavetank check --update SCENARIO';
  return new InputError([{ file, message: `this baseline is damaged: ${why}`, advice }]);
}

/**
 * Writes a baseline, whole or not at all.
 * @throws InputError when it cannot be written
 */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeWhole(file, `${json(baseline, SPREAD_LEVELS)}\n`);
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
