import {
  expectedOneOf,
  type Mistake,
  type Path,
  pathText,
  quoted,
  schemaMistakes,
  suggesting,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../core/input/index.js';
import { policies, policyNames } from '../index.js';
import { ASSIGNMENT_KEYS } from './assignment-schema.js';
import { type StrategyForm, strategyName, strategyPolicy } from './strategy-schema.js';

/**
 * A strategy has a policy that there is, with the options that it has; those of a module are known when it is loaded.
 * @param path of the strategy in `root`
 */
export function strategyEntryMistakes(root: unknown, entry: StrategyForm, path: Path): Mistake[] {
  const name = strategyName(entry);
  const idle = assignmentMistakes(root, path);
  if (idle.length > 0) return idle;
  if (typeof entry !== 'string' && entry.module !== undefined) return moduleMistakes(entry, path);
  const policy = strategyPolicy(entry);
  if (name === undefined) {
    return [
      wrongKey([...path, 'name'], `missing key "name" in ${pathText(path)}`, 'expected a name, a policy or both'),
    ];
  }
  if (policy === undefined) {
    const message = `missing key "policy" in ${pathText(path)}: ${quoted(name)} is not the name of a policy`;
    return [wrongValue([...path, 'name'], message, suggesting(expectedOneOf(policyNames), name))];
  }
  const options = valueOf(root, ...path, 'options') ?? {};
  return schemaMistakes(policies[policy].options, options, root, [...path, 'options']);
}

/** What says how agents are assigned says nothing where they are not. */
function assignmentMistakes(root: unknown, path: Path): Mistake[] {
  if (valueOf(root, ...path, 'assign') !== undefined) return [];
  return ASSIGNMENT_KEYS.flatMap((key) => {
    if (valueOf(root, ...path, key) === undefined) return [];
    const advice = 'add assign: greedy, balanced or optimal, or remove this key';
    return [wrongKey([...path, key], `${key} has no effect without assign`, advice)];
  });
}

/** A module has a name of its own, and is all that says how the strategy chooses. */
function moduleMistakes({ name, policy }: Exclude<StrategyForm, string>, path: Path): Mistake[] {
  if (name === undefined) {
    const message = `missing key "name" in ${pathText(path)}`;
    return [wrongKey([...path, 'name'], message, 'expected a name for the policy of the module')];
  }
  return [
    ...(policy === undefined
      ? []
      : [wrongKey([...path, 'policy'], `${pathText(path)} has a policy and a module`, 'expected one of the two')]),
    ...(policyNames.every((known) => known !== name)
      ? []
      : [wrongValue([...path, 'name'], `${quoted(name)} is the name of a built-in policy`, 'expected another name')]),
  ];
}

const AB_MODELS = ['ab_test_model_a', 'ab_test_model_b'];

/**
 * The models of an A/B test exist, and are given where it is on; a strategy takes over what `router` says.
 * @param path of a strategy, or of `router`, in `root`
 * @param ids of the models
 */
export function abTestMistakes(root: unknown, path: Path, ids: readonly unknown[]): Mistake[] {
  const given = (key: string) => valueOf(root, ...path, key) ?? valueOf(root, 'router', key);
  const unknown = AB_MODELS.flatMap((key) => {
    const id = valueOf(root, ...path, key);
    if (typeof id !== 'string' || ids.includes(id)) return [];
    const advice = suggesting(expectedOneOf(ids.filter((known) => typeof known === 'string')), id);
    return [wrongValue([...path, key], `unknown model ${quoted(id)}`, advice)];
  });
  if (valueOf(root, ...path, 'ab_test_enabled') !== true || unknown.length > 0) return unknown;
  const missing = AB_MODELS.filter((key) => given(key) === undefined);
  if (missing.length > 0) {
    const advice = `add ${missing.join(' and ')}: the ids of the two models`;
    return [wrongKey([...path, 'ab_test_enabled'], `the A/B test has no ${missing.join(' and no ')}`, advice)];
  }
  if (given(AB_MODELS[0]) !== given(AB_MODELS[1])) return [];
  return [wrongKey([...path, 'ab_test_enabled'], 'the A/B test compares a model with itself', 'expected two models')];
}
