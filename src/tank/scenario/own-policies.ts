import { realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Diagnostic, InputError } from '../../core/index.js';
import { diagnosticsOf, type Path, quoted, schemaMistakes, type Source, valueOf } from '../../core/input/index.js';
import { checkOwnPolicy, type CustomStrategy, type OwnPolicy, ownPolicy } from '../../router/index.js';
import { loadPolicyModule, ownStrategy, type PolicyModule, toldError } from '../modules/index.js';

/** A strategy's policy that is not in the registry. */
export interface OwnChoice {
  readonly policy: PolicyModule | CustomStrategy;
  /** Whether sessions stay where they are unless the strategy says otherwise. */
  readonly affinity: boolean;
  readonly warnings: readonly string[];
}

/** By name of the strategy. */
export type OwnPolicies = ReadonlyMap<string, OwnChoice>;

/** What becomes of modules: their code is run, they are refused, or left aside where no strategy will run. */
export type ModuleRule = 'run' | 'refuse' | 'leave';

/** As much of a checked strategy as is needed here. */
interface StrategyEntry {
  readonly name?: string | undefined;
  readonly module?: string | undefined;
  readonly options?: object | undefined;
}

interface Context {
  readonly source: Source;
  /** Folder that paths are relative to. */
  readonly folder: string;
  /** The file of the scenario as the user named it; undefined for an object. */
  readonly file: string | undefined;
  /** Policies that were handed over, by name of the strategy. */
  readonly handed: ReadonlyMap<string, unknown>;
  readonly modules: ModuleRule;
}

/** Stands in a scenario's plain values for a policy that was handed over. */
const HANDED = './(object).js';

/**
 * Takes the policies that are objects or functions out of a scenario object, so that the rest is plain values.
 * @returns the scenario with the path of no file in their place, and them by name of the strategy
 */
export function takePolicies(scenario: unknown): { plain: unknown; handed: ReadonlyMap<string, unknown> } {
  const handed = new Map<string, unknown>();
  const list = valueOf(scenario, 'strategies');
  if (!Array.isArray(list)) return { plain: scenario, handed };
  const strategies = (list as readonly unknown[]).map((entry) => {
    const policy = valueOf(entry, 'policy');
    const isHanded = typeof policy === 'function' || (typeof policy === 'object' && policy !== null);
    if (!isHanded || valueOf(entry, 'module') !== undefined) return entry;
    const { policy: _, ...rest } = entry as { readonly policy: unknown };
    const name = valueOf(entry, 'name') ?? valueOf(policy, 'name');
    if (typeof name !== 'string') return { ...rest, module: HANDED }; // that it has no name is told with the form
    handed.set(name, policy);
    return { ...rest, name, module: HANDED };
  });
  const isTaken = strategies.some((entry, s) => entry !== list[s]);
  return { plain: isTaken ? { ...(scenario as object), strategies } : scenario, handed };
}

/** The opposite: plain values of a scenario with the policies in the places that were kept for them. */
export function givePolicies(plain: WrittenValues, handed: ReadonlyMap<string, unknown>): WrittenValues {
  if (handed.size === 0) return plain;
  const strategies = (plain['strategies'] as readonly unknown[]).map((entry) => {
    if (valueOf(entry, 'module') !== HANDED) return entry;
    const { module: _, ...rest } = entry as { readonly module: string; readonly name: string };
    return { ...rest, policy: handed.get(rest.name) };
  });
  return { ...plain, strategies };
}

type WrittenValues = Readonly<Record<string, unknown>>;

/**
 * The policies of a checked scenario that are not in the registry: modules are read and run, and all are put to the
 * quick checks of `checkPolicy`.
 * @throws InputError with every mistake in any of them
 */
export async function ownPolicies(
  { strategies }: { readonly strategies: readonly (string | StrategyEntry)[] },
  context: Context,
): Promise<OwnPolicies> {
  const found = new Map<string, OwnChoice>();
  const mistakes: Diagnostic[] = [];
  for (const strategy of strategies) {
    if (typeof strategy === 'string' || strategy.module === undefined || strategy.name === undefined) continue;
    const { name, module, options = {} } = strategy;
    try {
      found.set(name, await ownChoice(name, module, options, context));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      mistakes.push(...error.diagnostics);
    }
  }
  if (mistakes.length > 0) throw new InputError(mistakes);
  return found;
}

async function ownChoice(name: string, module: string, options: object, context: Context): Promise<OwnChoice> {
  const { source, handed, modules } = context;
  const path = pathOf(source.value, name);
  if (handed.has(name)) {
    const at = source.place([...path, 'policy'], 'value');
    const policy = ownPolicy(handed.get(name));
    if (!('create' in policy)) throw new InputError(policy.map((message) => ({ ...at, message, advice: CONTRACT })));
    const checked = checkedOptions(policy, options, path, source);
    refuseFailures(name, policy, checked, at);
    const warning = `${name}: its policy is an object of the program that ran it, which the hash of the scenario does not cover`;
    return { policy: ownStrategy(name, policy, checked), affinity: policy.affinity, warnings: [warning] };
  }
  const at = source.place([...path, 'module'], 'value');
  if (modules === 'leave') {
    return { policy: { module, shown: module, path: module, sha256: '' }, affinity: false, warnings: [] };
  }
  if (modules === 'refuse') {
    const message = `the strategy ${quoted(name)} runs the code of ${module}, and modules are refused`;
    throw new InputError([{ ...at, message, advice: 'read that file first; then run it without --no-modules' }]);
  }
  const file = await fileOf(module, context, at);
  try {
    const { policy, sha256, imports } = await loadPolicyModule(file);
    const checked = checkedOptions(policy, options, path, source);
    refuseFailures(name, policy, checked, at, file);
    const warnings = imports.map(
      (other) => `${name}: ${module} imports ${other}, which the hash of the scenario does not cover`,
    );
    return { policy: { module, ...file, sha256 }, affinity: policy.affinity, warnings };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.diagnostics.map((diagnostic) => placed(diagnostic, at)));
  }
}

/** One that has no place of its own is told at another. */
function placed(diagnostic: Diagnostic, at: Partial<Diagnostic>): Diagnostic {
  return diagnostic.file === undefined ? { ...at, ...diagnostic } : diagnostic;
}

/**
 * The file of a module. A path leaves the folder of the scenario by the ../ at its beginning alone, which everyone reads:
 * links may not lead on from there.
 */
async function fileOf(module: string, { folder, file }: Context, at: Partial<Diagnostic>) {
  const path = resolve(folder, module);
  const shown = file === undefined ? relative('.', path) : join(dirname(file), module);
  const [up] = /^(?:\.\.?\/)+/.exec(module) ?? ['./'];
  const real = await realpath(path).catch(() => path); // that it is missing is told when it is read
  const base = await realpath(resolve(folder, up)).catch(() => resolve(folder, up));
  if (real !== path && !real.startsWith(base.endsWith(sep) ? base : base + sep)) {
    const message = `${module} is a link that leads out of ${up}: ${real}`;
    throw new InputError([{ ...at, message, advice: 'expected the file itself, or ../ at the beginning of its path' }]);
  }
  return { shown, path: real };
}

function checkedOptions(policy: OwnPolicy, options: object, path: Path, source: Source): unknown {
  const mistakes = schemaMistakes(policy.options, options, source.value, [...path, 'options']);
  if (mistakes.length > 0) throw new InputError(diagnosticsOf(mistakes, source));
  return policy.options.parse(options);
}

const CONTRACT = 'docs/policy.md says what a policy must do; checkPolicy of wavetank/router makes the same checks';

function refuseFailures(
  name: string,
  policy: OwnPolicy,
  options: unknown,
  at: Partial<Diagnostic>,
  file?: { readonly shown: string; readonly path: string },
): void {
  const failures = checkOwnPolicy(policy, options);
  if (failures.length === 0) return;
  throw new InputError(
    failures.map(({ message, cause }) => {
      const what = `the policy ${quoted(name)}${file === undefined ? '' : ` (${file.shown})`} cannot be used: ${message}`;
      const told = cause === undefined ? { message: what } : toldError(what, cause, file);
      return placed({ ...told, advice: CONTRACT }, at);
    }),
  );
}

/** Path of a strategy in the scenario, where it may have another index than among those that run. */
function pathOf(scenario: unknown, name: string): Path {
  const list = valueOf(scenario, 'strategies') as readonly unknown[];
  return ['strategies', list.findIndex((entry) => valueOf(entry, 'name') === name)];
}
