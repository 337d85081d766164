import {
  expectedOneOf,
  listed,
  type Mistake,
  parsedEach,
  type Path,
  quoted,
  suggesting,
  valueAt,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../../core/input/index.js';
import { SHARE_TOLERANCE } from '../../traffic/index.js';
import { wantSchema, WISH_KEYS } from '../form/wish-schema.js';

/** What requests ask for must exist, so that a slip of the pen is not a fleet that turns them away. */
export function wishMistakes(scenario: unknown): Mistake[] {
  const fleet = listOf(valueOf(scenario, 'fleet', 'models')).map(modelOf);
  const workload = valueOf(scenario, 'workload');
  const places = (key: string) => listOf(valueOf(workload, key)).map((_, index): Path => ['workload', key, index]);
  const sources = valueAt(workload, ['sources']).exists ? places('sources') : [['workload']];
  const made = [...sources, ...places('agents'), ...places('classes')];
  return [
    ...places('list').flatMap((path) => oneMistakes(valueOf(scenario, ...path), path, true, fleet)),
    ...places('agents').flatMap((path) => needMistakes(valueOf(scenario, ...path, 'needs'), [...path, 'needs'], fleet)),
    ...made.flatMap((path) => wantsMistakes(valueOf(scenario, ...path), path, fleet)),
  ];
}

/** What requests may ask of a model. */
interface Model {
  readonly id: unknown;
  readonly region: unknown;
  readonly capabilities: readonly unknown[];
}

function modelOf(model: unknown): Model {
  return {
    id: valueOf(model, 'id'),
    region: valueOf(model, 'region'),
    capabilities: namesIn(valueOf(model, 'capabilities')),
  };
}

/** What an agent needs is something that a model can do. */
function needMistakes(needs: unknown, path: Path, fleet: readonly Model[]): Mistake[] {
  if (typeof needs !== 'object' || needs === null || Array.isArray(needs)) return [];
  const known = fleet.flatMap((each) => each.capabilities);
  return Object.keys(needs).flatMap((name) =>
    unknownMistakes('capability', name, [...path, name], known).map((mistake) => ({
      ...mistake,
      part: 'key' as const,
    })),
  );
}

/** What a model can do: the names of a list, or those of a mapping that have a level above 0. */
function namesIn(capabilities: unknown): readonly unknown[] {
  if (typeof capabilities !== 'object' || capabilities === null || Array.isArray(capabilities)) {
    return listOf(capabilities);
  }
  return Object.entries(capabilities).flatMap(([name, level]) => (level === 0 ? [] : [name]));
}

/** Of a source or class: one wish for all, or shares. */
function wantsMistakes(source: unknown, path: Path, fleet: readonly Model[]): Mistake[] {
  if (!valueAt(source, ['wants']).exists) return oneMistakes(source, path, false, fleet);
  const others = WISH_KEYS.filter((key) => valueAt(source, [key]).exists);
  const advice = 'it belongs to each of the wants: move it there, or remove wants';
  const wants = listOf(valueOf(source, 'wants'));
  return [
    ...others.map((key) => wrongKey([...path, key], `${key} cannot be combined with wants`, advice)),
    ...shareMistakes(wants, [...path, 'wants']),
    ...wants.flatMap((want, w) => oneMistakes(want, [...path, 'wants', w], false, fleet)),
  ];
}

function shareMistakes(wants: readonly unknown[], path: Path): Mistake[] {
  const sum = parsedEach(
    wantSchema.shape.share,
    wants.map((want) => valueOf(want, 'share')),
  ).reduce((all: number, share) => all + (share ?? 0), 0);
  if (sum <= 1 + SHARE_TOLERANCE) return [];
  const message = `the shares of wants sum to ${Number((100 * sum).toPrecision(6))} %`;
  return [wrongKey(path, message, 'expected at most 100 %; the remaining requests ask for nothing')];
}

/** @param isPreference whether its model is one where nothing is said */
function oneMistakes(wish: unknown, path: Path, isPreference: boolean, fleet: readonly Model[]): Mistake[] {
  const { model, prefer, region, capabilities } = wishAt(wish);
  if (prefer !== undefined && model === undefined && !valueAt(wish, ['model']).exists) {
    const advice = 'add the model, or remove this key';
    return [wrongKey([...path, 'prefer'], 'prefer has no effect without a model', advice)];
  }
  const unknown = [
    ...unknownMistakes(
      'model',
      model,
      [...path, 'model'],
      fleet.map(({ id }) => id),
    ),
    ...unknownMistakes(
      'region',
      region,
      [...path, 'region'],
      fleet.map((each) => each.region),
    ),
    ...capabilities.flatMap((name, c) =>
      unknownMistakes(
        'capability',
        name,
        [...path, 'capabilities', c],
        fleet.flatMap((each) => each.capabilities),
      ),
    ),
  ];
  if (unknown.length > 0) return unknown;
  const required = (prefer ?? isPreference) ? undefined : model;
  return togetherMistakes({ model: required, region, capabilities }, path, fleet);
}

interface Asked {
  readonly model: string | undefined;
  readonly region: string | undefined;
  readonly capabilities: readonly string[];
}

function wishAt(wish: unknown): Asked & { readonly prefer: boolean | undefined } {
  const textAt = (key: string) => {
    const value = valueOf(wish, key);
    return typeof value === 'string' ? value : undefined;
  };
  const prefer = valueOf(wish, 'prefer');
  return {
    model: textAt('model'),
    prefer: typeof prefer === 'boolean' ? prefer : undefined,
    region: textAt('region'),
    capabilities: listOf(valueOf(wish, 'capabilities')).filter((name) => typeof name === 'string'),
  };
}

function unknownMistakes(noun: string, asked: string | undefined, path: Path, known: readonly unknown[]): Mistake[] {
  if (asked === undefined || known.includes(asked)) return [];
  const names = [...new Set(known.filter((name) => typeof name === 'string'))];
  const advice =
    names.length === 0 ? `expected no ${noun}: no model names one` : suggesting(expectedOneOf(names), asked);
  return [wrongValue(path, `unknown ${noun} ${quoted(asked)}`, advice)];
}

/** All that is required must be had of one model. */
function togetherMistakes({ model, region, capabilities }: Asked, path: Path, fleet: readonly Model[]): Mistake[] {
  const named = model === undefined ? fleet : fleet.filter(({ id }) => id === model);
  const fits = (each: Model) =>
    (region === undefined || each.region === region) && capabilities.every((name) => each.capabilities.includes(name));
  if (named.length === 0 || named.some(fits)) return [];
  const asked = [
    ...(model === undefined ? [] : [`model ${quoted(model)}`]),
    ...(region === undefined ? [] : [`region ${quoted(region)}`]),
    ...capabilities.map((name) => `capability ${quoted(name)}`),
  ];
  const has = model === undefined ? 'expected a combination that one model of the fleet has' : descriptionOf(named[0]);
  const place = [...path, region === undefined ? 'capabilities' : 'region'];
  return [wrongValue(place, `no endpoint meets all of this: ${asked.join(', ')}`, has)];
}

function descriptionOf({ id, region, capabilities }: Model): string {
  const names = capabilities.filter((name) => typeof name === 'string');
  const place = typeof region === 'string' ? `region ${quoted(region)}` : 'no region';
  const abilities = names.length === 0 ? 'no capabilities' : `capabilities: ${listed(names)}`;
  return `${quoted(id)} has ${place}, ${abilities}: ask for those, or for another model, or change the fleet`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
