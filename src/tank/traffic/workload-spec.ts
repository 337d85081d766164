import { type ArrivalSpec, meanRatePerS } from './arrivals/spec.js';
import { type DistributionSpec, meanOf } from './distributions/spec.js';
import type { LengthPairs } from './length-pairs.js';
import type { OutputBin } from './output-by-prompt.js';
import type { OutputEstimateSpec } from './output-estimate.js';
import type { PrefixSpec } from './prefixes.js';
import type { RequestClass } from './request-classes.js';
import type { SessionSpec } from './sessions.js';
import type { Want } from './wants.js';

/** What made traffic consists of. */
export interface WorkloadSpec {
  /** Their requests are put together in order of arrival; those of one instant in the order of the sources. */
  readonly sources: readonly SourceSpec[];
  readonly classes?: readonly RequestClass[] | undefined;
  /** Who sends the requests, a source each; absent = nobody in particular. */
  readonly agents?: readonly AgentSpec[] | undefined;
  /** Absent = prompts are not cut into blocks. */
  readonly blockTokens?: number | undefined;
  /** Absent = routers are told the mean output length. */
  readonly outputEstimate?: OutputEstimateSpec | undefined;
  /** Number of requests; at least one of `requests` and `durationMs` is given. */
  readonly requests: number | undefined;
  /** The last instant at which a request may arrive. */
  readonly durationMs: number | undefined;
}

/** A stream of requests of one kind. */
export interface SourceSpec {
  /** When requests arrive, or sessions open; or a number of users who wait for each answer. */
  readonly arrivals: ArrivalSpec | UsersSpec;
  /** Index of the class of all its requests; absent = each is of any, in proportion to the weights. */
  readonly requestClass?: number | undefined;
  /** Index of the agent that sends them; absent = none. */
  readonly agent?: number | undefined;
  /** Absent where the service does not depend on lengths. */
  readonly promptTokens?: DistributionSpec | undefined;
  readonly outputTokens?: DistributionSpec | undefined;
  /** In place of `outputTokens`. */
  readonly outputByPrompt?: readonly OutputBin[] | undefined;
  /** In place of all three: prompt and output drawn together. */
  readonly lengths?: LengthPairs | undefined;
  /** Absent = every arrival is a request of its own. */
  readonly sessions?: SessionSpec | undefined;
  /** Absent = no prompt begins as another. */
  readonly prefixes?: PrefixSpec | undefined;
  /** What its requests ask for, or its sessions; absent = nothing. */
  readonly wants?: readonly Want[] | undefined;
}

/** A client that is assigned to a model: its requests are those of one source, and of the class that has its kind's name. */
export interface AgentSpec {
  readonly id: string;
  /** Index of the class of its requests. */
  readonly kind: number;
  /** How much each capability counts, by name. */
  readonly needs: Readonly<Record<string, number>>;
  /** Capabilities that its model must have. */
  readonly capabilities: readonly string[];
  /** Tokens of prompt and output together that its model must take. */
  readonly contextWindow?: number | undefined;
}

/** A closed loop: each user sends a request, waits for its end, thinks, and sends the next, for ever. */
export interface UsersSpec {
  readonly kind: 'users';
  readonly count: number;
  /** Before each request, the first included; in ms. */
  readonly thinkTime: DistributionSpec;
}

/** Whether later requests wait for the end of earlier ones, so that the traffic depends on the fleet. */
export function waitsForAnswers({ sources }: WorkloadSpec): boolean {
  return sources.some(({ arrivals, sessions }) => arrivals.kind === 'users' || sessions?.thinkFrom === 'completion');
}

/** Requests that a workload is expected to have. */
export function expectedRequests({ sources, requests = Infinity, durationMs = Infinity }: WorkloadSpec): number {
  const ratePerS = sources.reduce((sum, { arrivals, sessions }) => {
    if (arrivals.kind === 'users') return Infinity;
    return (
      sum + meanRatePerS(arrivals, durationMs) * (sessions === undefined ? 1 : Math.max(1, meanOf(sessions.turns)))
    );
  }, 0);
  return Math.min(requests, durationMs === Infinity ? Infinity : ratePerS * (durationMs / 1000));
}
