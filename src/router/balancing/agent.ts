import { expectList, expectObject, expectText, refuseUnknown, shownKind } from '../../core/options/index.js';

/** A client that is assigned to a model, and sends its requests there. */
export interface Agent {
  /** 1 to 200 characters; every agent has another one. */
  readonly id: string;
  /** What it goes by: how much each capability counts, by name; above 0, at most 1e12. Default: nothing, so that every model scores 100. */
  readonly needs?: Readonly<Record<string, number>>;
  /** Capabilities that its model must have, such as `vision`. Default: none. */
  readonly capabilities?: readonly string[];
  /** Tokens of prompt and output together that its model must take. Default: any will do. */
  readonly contextWindow?: number;
  /** Requests that it sends, per second: what a prediction of utilization goes by. Default: unknown. */
  readonly demandPerS?: number;
}

/** Most agents that are assigned at once. */
export const AGENT_LIMIT = 10_000;
/** Most capabilities that an agent weighs or requires. */
export const NEED_LIMIT = 100;
/** Longest id of an agent, and name of a capability. */
export const NAME_LENGTH = 200;
/** Largest weight and demand: sums of them are finite. */
export const NUMBER_LIMIT = 1e12;

const KEYS = ['id', 'needs', 'capabilities', 'contextWindow', 'demandPerS'] satisfies (keyof Agent)[];

/** @throws TypeError, RangeError naming what cannot be an agent, and two of one id */
export function checkAgents(agents: readonly Agent[]): void {
  expectList(agents, 'agents');
  if (agents.length > AGENT_LIMIT)
    throw new RangeError(`there are ${agents.length} agents: expected at most ${AGENT_LIMIT}`);
  agents.forEach(checkAgent);
  const ids = new Set<string>();
  for (const { id } of agents) {
    if (ids.has(id)) throw new RangeError(`two agents have the same id: ${JSON.stringify(id)}`);
    ids.add(id);
  }
}

function checkAgent(agent: Agent, index: number): void {
  expectObject(agent, `agents[${index}]`, 'an agent, such as { id: "coder", needs: { code: 3, reasoning: 1 } }');
  const { id, needs = {}, capabilities = [], contextWindow, demandPerS } = agent;
  expectText(id, `id of agents[${index}]`, 'text, such as "coder"');
  if (id.length > NAME_LENGTH) throw new RangeError(`id of agents[${index}] is longer than ${NAME_LENGTH} characters`);
  refuseUnknown(agent, KEYS, `the agent "${id}"`);
  expectObject(needs, `needs of "${id}"`, 'weights of capabilities, such as { code: 3, reasoning: 1 }');
  const weights = Object.entries(needs);
  expectFew(weights, `needs of "${id}"`);
  for (const [name, weight] of weights) expectAboveZero(weight, `needs.${name} of "${id}"`);
  expectList(capabilities, `capabilities of "${id}"`);
  expectFew(capabilities, `capabilities of "${id}"`);
  for (const name of capabilities) expectText(name, `a capability of "${id}"`, 'text, such as "vision"');
  if (contextWindow !== undefined) expectAboveZero(contextWindow, `contextWindow of "${id}"`);
  if (demandPerS !== undefined && !(isNumber(demandPerS) && demandPerS >= 0)) {
    const expected = `expected a number from 0 to ${NUMBER_LIMIT}`;
    throw new RangeError(`demandPerS of "${id}" is ${shownKind(demandPerS)}: ${expected}`);
  }
}

function expectFew(named: readonly unknown[], what: string): void {
  if (named.length <= NEED_LIMIT) return;
  throw new RangeError(`${what} are ${named.length}: expected at most ${NEED_LIMIT}`);
}

function expectAboveZero(value: unknown, what: string): void {
  if (isNumber(value) && value > 0) return;
  throw new RangeError(`${what} is ${shownKind(value)}: expected a number above 0 and at most ${NUMBER_LIMIT}`);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && value <= NUMBER_LIMIT;
}
