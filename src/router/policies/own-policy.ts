import { z } from 'zod';
import type { AttemptListener } from '../attempt.js';
import { shownKind } from '../../core/options/index.js';
import type { CustomStrategy, Policy, PolicyContext, PolicyEntry } from './policy.js';

/**
 * What a policy of one's own has to have: `pick` or `pickAmong`, of which each stands in for the other. `onChange` is for one
 * that keeps an index, `score` for explanations, and `started`, `firstToken`, `ended` for one that learns from attempts.
 */
export type PartialPolicy = AttemptListener &
  Partial<Pick<Policy, 'onChange' | 'score'>> &
  ((Pick<Policy, 'pick'> & Partial<Policy>) | (Pick<Policy, 'pickAmong'> & Partial<Policy>));

/**
 * What the file of a policy exports by default, in the form of the registry's entries; all but `create` may be left out.
 * `goesBy` is `largest` then, and a policy without options takes none.
 */
export interface PolicyFile<Options = unknown> {
  /** A custom strategy has one; by its absence types tell the two apart. */
  readonly name?: undefined;
  readonly summary?: string;
  readonly goesBy?: PolicyEntry<z.ZodObject>['goesBy'];
  readonly cost?: string;
  readonly affinity?: true;
  readonly options?: z.ZodType<Options>;
  create(options: Options, context: PolicyContext): PartialPolicy;
}

/** A custom strategy, whose policy may leave out what a file's may. */
export interface NamedPolicy extends Omit<CustomStrategy, 'create'> {
  readonly create: (context: PolicyContext) => PartialPolicy;
}

/** What the strategy gives a name. */
export type UnnamedPolicy = PolicyFile | ((context: PolicyContext) => PartialPolicy);

/** A policy of one's own, however it is given: what a file exports, a custom strategy, or what `compose` returns. */
export type PolicySource = UnnamedPolicy | NamedPolicy;

/** A policy of one's own in one form, every default filled in. */
export interface OwnPolicy {
  readonly goesBy: PolicyEntry<z.ZodObject>['goesBy'];
  readonly affinity: boolean;
  readonly options: z.ZodType;
  /** What it makes is not checked yet: see `guarded`. */
  readonly create: (options: unknown, context: PolicyContext) => unknown;
}

const GOES_BY = ['smallest', 'largest', 'in proportion', 'smallest drawn'] as const;
const KEYS = ['affinity', 'cost', 'create', 'goesBy', 'ignoresLoad', 'name', 'options', 'summary'];

/** @returns the policy in one form, or in words all that is wrong with the form that it was given in */
export function ownPolicy(source: unknown): OwnPolicy | readonly string[] {
  if (isFunction(source)) return withDefaults({}, (_, context) => source(context));
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    return [`a policy is an object with a function create, or such a function, not ${shownKind(source)}`];
  }
  const form = source as Record<string, unknown>;
  const wrong = formMistakes(form);
  if (wrong.length > 0) return wrong;
  const isStrategy = typeof form['name'] === 'string' && form['options'] === undefined && form['summary'] === undefined;
  const create = (options: unknown, context: PolicyContext): unknown =>
    isStrategy ? (source as CustomStrategy).create(context) : (source as PolicyFile).create(options, context);
  return withDefaults(form, create);
}

function isFunction(value: unknown): value is (context: PolicyContext) => unknown {
  return typeof value === 'function';
}

function withDefaults(form: Partial<PolicyFile>, create: OwnPolicy['create']): OwnPolicy {
  const { goesBy = 'largest', affinity, options = z.strictObject({}) } = form;
  return { goesBy, affinity: affinity === true, options, create };
}

function formMistakes(form: Record<string, unknown>): string[] {
  const { create, goesBy, affinity, options } = form;
  return [
    ...(typeof create === 'function' ? [] : [`create is ${shownKind(create)}, where a function is expected`]),
    ...Object.keys(form)
      .filter((key) => !KEYS.includes(key) && isPlain(form))
      .map((key) => `unknown key ${JSON.stringify(key)}, where one of ${KEYS.join(', ')} is expected`),
    ...['name', 'summary', 'cost']
      .filter((key) => !['string', 'undefined'].includes(typeof form[key]))
      .map((key) => `${key} is ${shownKind(form[key])}, where text is expected`),
    ...(goesBy === undefined || GOES_BY.some((known) => known === goesBy)
      ? []
      : [`goesBy is ${shownKind(goesBy)}, where one of ${GOES_BY.join(', ')} is expected`]),
    ...(affinity === undefined || typeof affinity === 'boolean'
      ? []
      : [`affinity is ${shownKind(affinity)}, where true or false is expected`]),
    ...(options === undefined || isSchema(options)
      ? []
      : [`options are ${shownKind(options)}, where a schema of zod is expected`]),
  ];
}

/** An object literal, of which every key is meant; an instance of a class may have what it likes. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Of whichever copy of zod it comes. */
function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'safeParse' in value && typeof value.safeParse === 'function';
}
