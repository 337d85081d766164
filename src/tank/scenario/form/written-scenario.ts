import type { z } from 'zod';
import type { NamedPolicy, PolicyName, UnnamedPolicy } from '../../../router/index.js';
import type { scenarioSchema } from './schema.js';

type Form = z.input<typeof scenarioSchema>;
type WrittenOut = Exclude<Form['strategies'][number], string>;

type Rest = Plain<Omit<WrittenOut, 'policy' | 'name'>>;

/**
 * A strategy as a program writes it: the name of a policy, or written out; its policy may be an object, which has a name of its
 * own where the strategy has none.
 */
export type Strategy =
  | PolicyName
  | (Rest & { readonly name: string; readonly policy?: PolicyName | UnnamedPolicy | undefined })
  | (Rest & { readonly name?: undefined; readonly policy: PolicyName | NamedPolicy });

/**
 * A scenario as a program writes it: what stands in a file, in the same words, and besides policies and arrivals that are
 * objects. The schema is where it comes from, so whatever it refuses without running, the type does.
 */
export type Scenario = Plain<Omit<Form, 'strategies'>> & { readonly strategies: readonly Strategy[] };

/** The same with lists that nobody changes. */
type Plain<Value> = Value extends (...args: never) => unknown
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: Plain<Value[Key]> }
    : Value;
