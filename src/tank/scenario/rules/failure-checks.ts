import {
  expectedOneOf,
  type Mistake,
  parsed,
  type Path,
  quoted,
  suggesting,
  valueAt,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../../core/input/index.js';
import { FAILURES, failuresSchema } from '../form/failures-schema.js';

/**
 * Rules on what fails: each says one thing, of a model or an endpoint that there is, and what hangs is given up some day.
 * @param endpoints ids of all that are ever there, by model; undefined while the fleet has mistakes
 */
export function failureMistakes(
  scenario: unknown,
  endpoints: ReadonlyMap<string, readonly string[]> | undefined,
): Mistake[] {
  const rules = valueOf(scenario, 'failures');
  if (!Array.isArray(rules)) return [];
  const hasTimeout = valueOf(scenario, 'client', 'timeout') !== undefined;
  return (rules as unknown[]).flatMap((rule, r) => [
    ...formMistakes(rule, ['failures', r]),
    ...placeMistakes(rule, ['failures', r], endpoints),
    ...(hasTimeout ? [] : hangMistakes(rule, ['failures', r])),
  ]);
}

function formMistakes(rule: unknown, path: Path): Mistake[] {
  if (typeof rule !== 'object' || rule === null) return [];
  const has = (key: string) => valueAt(rule, [key]).exists;
  const kinds = FAILURES.filter(has);
  const expected = `expected exactly one of ${FAILURES.join(', ')}`;
  const mistakes: Mistake[] = [];
  if (kinds.length === 0)
    mistakes.push(wrongValue(path, `failures[${String(path[1])}] does not say how attempts fail`, expected));
  if (kinds.length > 1) {
    const message = `failures[${String(path[1])}] has both ${kinds.slice(0, 2).join(' and ')}`;
    mistakes.push(wrongKey([...path, kinds[1]], message, `${expected}: write a rule for each`));
  }
  if (has('model') && has('endpoint')) {
    mistakes.push(wrongKey([...path, 'model'], 'the rule has both model and endpoint', 'keep one of the two'));
  }
  const fates = kindsOf(rule);
  if (has('after') && kinds.length === 1 && !fates.includes('error')) {
    mistakes.push(wrongKey([...path, 'after'], 'after applies only to errors', 'remove it'));
  }
  if (has('retry_after') && kinds.length === 1 && !fates.includes('rate_limited')) {
    mistakes.push(wrongKey([...path, 'retry_after'], 'retry_after applies only to rate_limited', 'remove it'));
  }
  const { from, to } = failuresSchema.element.shape;
  const [fromMs, toMs] = [parsed(from, valueOf(rule, 'from')) ?? 0, parsed(to, valueOf(rule, 'to')) ?? Infinity];
  if (fromMs >= toMs) {
    mistakes.push(wrongValue([...path, 'to'], 'the rule ends before it begins', 'expected a time after from'));
  }
  return mistakes;
}

/** What a rule does to attempts. */
function kindsOf(rule: unknown): readonly unknown[] {
  const sequence = valueOf(rule, 'sequence');
  if (Array.isArray(sequence)) return sequence as unknown[];
  return FAILURES.filter((key) => valueAt(rule, [key]).exists).map((key) => (key === 'errors' ? 'error' : key));
}

function hangMistakes(rule: unknown, path: Path): Mistake[] {
  if (!kindsOf(rule).includes('hang')) return [];
  const key = valueAt(rule, ['hang']).exists ? 'hang' : 'sequence';
  const advice = 'add client: { timeout: 30s }: nothing else ends such a request';
  return [wrongKey([...path, key], 'requests that hang would never end', advice)];
}

function placeMistakes(
  rule: unknown,
  path: Path,
  endpoints: ReadonlyMap<string, readonly string[]> | undefined,
): Mistake[] {
  if (endpoints === undefined) return [];
  const known = { model: [...endpoints.keys()], endpoint: [...endpoints.values()].flat() };
  return (['model', 'endpoint'] as const).flatMap((key) => {
    const id = valueOf(rule, key);
    if (typeof id !== 'string' || known[key].includes(id)) return [];
    return [wrongValue([...path, key], `unknown ${key} ${quoted(id)}`, suggesting(expectedOneOf(known[key]), id))];
  });
}
