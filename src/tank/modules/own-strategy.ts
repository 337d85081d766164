import { InputError } from '../../core/index.js';
import { type CustomStrategy, guarded, type OwnPolicy } from '../../router/index.js';
import { loadPolicyModule, type PolicyModule } from './policy-module.js';
import { toldError, type UserFile } from './told-error.js';

/**
 * A policy of one's own as a router takes it. What it does wrong while it runs ends the run as a mistake of the input.
 * @param options checked by its schema
 * @param file where it comes from; undefined for an object
 */
export function ownStrategy(name: string, own: OwnPolicy, options: unknown, file?: UserFile): CustomStrategy {
  const whose = `the policy "${name}"${file === undefined ? '' : ` (${file.shown})`}:`;
  const fail = (what: string, cause?: unknown): never => {
    if (cause instanceof InputError) throw cause; // of a policy within
    throw new InputError([
      cause === undefined ? { message: `${whose} ${what}` } : toldError(`${whose} ${what}`, cause, file),
    ]);
  };
  return { name, goesBy: own.goesBy, create: (context) => guarded(own, options, context, fail) };
}

interface Strategy {
  readonly name: string;
  readonly policy: string | CustomStrategy | PolicyModule;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * A plan that can run in this thread: the policies of files are loaded.
 * @throws InputError when a file cannot be loaded, or is another than it was
 */
export async function withPolicies<Plan extends { readonly strategies: readonly Strategy[] }>(plan: Plan) {
  const strategies = await Promise.all(plan.strategies.map(withPolicy));
  return { ...plan, strategies } as Plan;
}

async function withPolicy(strategy: Strategy): Promise<Strategy> {
  const { name, policy: file, options } = strategy;
  if (typeof file === 'string' || !('path' in file)) return strategy;
  const { policy } = await loadPolicyModule(file, file.sha256);
  return { ...strategy, policy: ownStrategy(name, policy, policy.options.parse(options), file) };
}
