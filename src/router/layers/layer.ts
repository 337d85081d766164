import type { RandomStream } from '../../core/index.js';
import type { Attempt, AttemptListener } from '../attempt.js';
import type { Fleet } from '../fleet/fleet.js';

/** What `choose` of a layer answers where a request has no wish that concerns it, and where the wish cannot be met. */
export const NO_WISH = -1;
export const UNMET = -2;

/** A step around the policy: it may know better than the policy where a request should go. */
export interface Layer extends AttemptListener {
  /** After a choice: 0, or 1 + the index in `otherwise` of what was chosen instead. */
  readonly variant: number;
  /**
   * @param triedCount so many of the endpoints that were tried in vain are left out
   * @returns index of an endpoint, NO_WISH or UNMET
   */
  choose(attempt: Attempt, triedCount: number): number;
  /** What it wishes for a request, as a name for explanations; null for nothing. */
  wish(attempt: Attempt): string | null;
  /** Requests or sessions that it remembers something of. */
  memory?(): number;
}

/** What a layer may ask of the router that it is in. */
export interface Chooser {
  /** The policy's choice among the endpoints of one model, without regard to the load threshold. @returns NO_ROOM where there is none */
  amongModel(attempt: Attempt, model: number, triedCount: number): number;
  /** Whether an endpoint may be chosen. */
  admits(attempt: Attempt, endpoint: number, triedCount: number): boolean;
}

/** @typeParam Options of the router, those that the layer reads */
export interface LayerContext<Options = object> {
  readonly fleet: Fleet;
  readonly options: Options;
  readonly chooser: Chooser;
  /** A stream of the layer's own. */
  readonly random: RandomStream;
}

/** What the file of a layer declares: the registry lists it, in the order in which layers are asked. */
export interface LayerEntry<Options = object> {
  readonly reasons: {
    /** Its wish was met. */
    readonly met: string;
    /** Its wish was met at an endpoint that is degraded. */
    readonly degraded: string;
    /** Something else than it wished first: a fallback. */
    readonly otherwise?: readonly string[];
    /** Its wish cannot be met, as an addition to the reason of the choice that is made then. */
    readonly unmet: string;
  };
  /** Whether it is part of a strategy. */
  readonly isOn: (options: Options, affinity: boolean) => boolean;
  /** Made when it is on for the first time, and kept when strategies change. */
  readonly create: (context: LayerContext<Options>) => Layer;
}
