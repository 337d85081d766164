import {
  listed,
  type Mistake,
  type Path,
  parsed,
  quoted,
  suggesting,
  valueAt,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../../core/input/index.js';
import { CHANGES, COMINGS, eventsSchema, modelOfEndpoint } from '../form/event-schema.js';

/** Ids of the endpoints at the start, by model. */
type Endpoints = ReadonlyMap<string, readonly string[]>;

/**
 * Rules on the events that change a fleet: each changes one thing, of an endpoint that is there then.
 * @param endpoints undefined while the fleet has mistakes
 */
export function eventMistakes(events: readonly unknown[], endpoints: Endpoints | undefined): Mistake[] {
  const found = events.map((event, e) => formMistakes(event, e));
  if (endpoints === undefined) return found.flat();
  const course = new Course(endpoints);
  for (const e of inOrder(events)) if (found[e].length === 0) found[e] = course.next(events[e], e);
  return found.flat();
}

/** Indices of the events by their time; what has none comes last. */
function inOrder(events: readonly unknown[]): readonly number[] {
  const { at } = eventsSchema.element.shape;
  const timeMs = events.map((event) => parsed(at, valueOf(event, 'at')) ?? Infinity);
  return [...events.keys()].sort((a, b) => (timeMs[a] === timeMs[b] ? a - b : timeMs[a] - timeMs[b]));
}

/** Exactly one change, with the keys that belong to it. */
function formMistakes(event: unknown, index: number): Mistake[] {
  if (typeof event !== 'object' || event === null) return [];
  const has = (key: string) => valueAt(event, [key]).exists;
  const path = ['events', index];
  const changes = CHANGES.filter(has);
  const comings = COMINGS.filter(has);
  const fields = [...changes, ...comings];
  const mistakes: Mistake[] = [];
  if (fields.length === 0) mistakes.push(wrongValue(path, `events[${index}] changes nothing`, ALLOWED));
  if (fields.length > 1) {
    const message = `events[${index}] changes ${fields.join(' and ')}`;
    mistakes.push(wrongKey([...path, fields[1]], message, `${ALLOWED}: write an event for each`));
  }
  if (changes.length > 0 && !has('endpoint')) {
    const message = `missing key "endpoint" in events[${index}]`;
    mistakes.push(wrongKey([...path, changes[0]], message, 'add the id of the endpoint that changes'));
  }
  if (comings.length > 0 && has('endpoint')) {
    const message = `events[${index}] has both endpoint and ${comings[0]}`;
    mistakes.push(
      wrongKey([...path, 'endpoint'], message, `${comings[0]} already names the endpoint: leave endpoint out`),
    );
  }
  if (has('drain') && !has('remove')) {
    mistakes.push(wrongKey([...path, 'drain'], 'drain is only allowed with remove', 'remove it'));
  }
  return mistakes;
}

const ALLOWED = `expected exactly one of ${[...CHANGES, ...COMINGS].join(', ')}`;

/** Which endpoints are there as the events go on. */
class Course {
  readonly #endpoints: Endpoints;
  readonly #present: Set<string>;
  readonly #gone = new Set<string>();

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints;
    this.#present = new Set([...endpoints.values()].flat());
  }

  next(event: unknown, index: number): Mistake[] {
    const key = ['add', 'remove', 'endpoint'].find((each) => valueAt(event, [each]).exists) ?? 'endpoint';
    const id = valueOf(event, key);
    if (typeof id !== 'string') return [];
    const path = ['events', index, key];
    if (key === 'add') return this.#add(id, path);
    if (!this.#present.has(id)) return [this.#notThere(id, path)];
    if (key === 'remove') {
      this.#present.delete(id);
      this.#gone.add(id);
    }
    return [];
  }

  #add(id: string, path: Path): Mistake[] {
    const model = modelOfEndpoint(id);
    if (!this.#endpoints.has(model) || model === id || id.endsWith('/')) {
      const name = id.slice(model.length + 1);
      const similar = [...this.#endpoints.keys()].map((known) => `${known}/${name === '' ? 'new' : name}`);
      const advice = 'expected a model of the fleet, a slash and a name, such as ';
      return [
        wrongValue(
          path,
          `${quoted(id)} is not the id of an endpoint of a model`,
          suggesting(advice + similar[0], id, similar),
        ),
      ];
    }
    if (this.#present.has(id)) return [wrongValue(path, `${quoted(id)} already exists`, 'give it another name')];
    if (this.#gone.has(id)) {
      return [
        wrongValue(path, `${quoted(id)} existed before`, 'give it another name: each endpoint has its own numbers'),
      ];
    }
    this.#present.add(id);
    return [];
  }

  #notThere(id: string, path: Path): Mistake {
    if (this.#gone.has(id))
      return wrongValue(path, `the endpoint ${quoted(id)} is removed earlier`, 'put this event before its remove');
    const model = modelOfEndpoint(id);
    return wrongValue(path, `unknown endpoint ${quoted(id)}`, endpointAdvice(id, model, this.#endpoints));
  }
}

function endpointAdvice(endpoint: string, model: string, endpoints: Endpoints): string {
  const siblings = endpoints.get(model);
  if (siblings !== undefined)
    return `the model ${quoted(model)} has the endpoint${siblings.length === 1 ? '' : 's'} ${range(siblings)}`;
  const real = [...endpoints].flatMap(([id, ids]) =>
    [id, id + endpoint.slice(model.length)].filter((similar) => ids.includes(similar)),
  );
  return suggesting(`expected an endpoint of ${listed([...endpoints.keys()])}`, endpoint, real);
}

/** @example range(['a/0', 'a/1', 'a/2']) // a/0 … a/2 */
function range(ids: readonly string[]): string {
  return ids.length <= 3 ? ids.join(', ') : `${ids[0]} … ${ids[ids.length - 1]}`;
}
