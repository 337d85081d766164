import { plainMean } from '../../core/index.js';
import { type Fleet, RequestView } from '../../router/index.js';
import { NO_CLASS, type Trace } from '../trace/index.js';

/** Describes the requests of a trace as routers may see them. */
export class RequestViews {
  readonly #trace: Trace;
  readonly #fleet: Fleet;
  /** Whether nothing but the arrival is to be said of any request. */
  readonly #isPlain: boolean;
  /** Whether the trace tells lengths. */
  readonly hasTokens: boolean;
  /** Output length as it is estimated where the trace has no estimates: the mean. */
  readonly #meanOutputTokens: number;

  /** @param fleet of a router; all have the same models, regions and capabilities */
  constructor(trace: Trace, fleet: Fleet) {
    this.#trace = trace;
    this.#fleet = fleet;
    const { outputTokens, promptTokens, session, wishes, requestClass, priority, deadlineMs } = trace;
    this.hasTokens = promptTokens.length + outputTokens.length > 0;
    this.#meanOutputTokens = outputTokens.length === 0 ? 0 : Math.round(plainMean(outputTokens));
    this.#isPlain = !this.hasTokens && (session ?? wishes ?? requestClass ?? priority ?? deadlineMs) === undefined;
  }

  /** Writes what is known of a request into a view that describes none or another one of the same trace. */
  describe(view: RequestView, request: number): void {
    if (!this.#isPlain) this.#describe(view, request);
  }

  #describe(view: RequestView, request: number): void {
    const { promptTokens, outputEstimate, session, requestClass, priority, deadlineMs, arrivalMs, wishes } =
      this.#trace;
    if (this.hasTokens) {
      view.promptTokens = request < promptTokens.length ? promptTokens[request] : 0;
      view.estimatedTokens = view.promptTokens;
      view.estimatedTokens += outputEstimate === undefined ? this.#meanOutputTokens : outputEstimate[request];
    }
    if (session !== undefined) {
      view.session[0] = session[request] + 1; // both words 0 is no session
      view.session[1] = 0;
    }
    if (requestClass !== undefined) {
      const index = requestClass.index[request];
      view.requestClass = index === NO_CLASS ? -1 : index;
    }
    if (priority !== undefined) view.priority = priority[request];
    if (deadlineMs !== undefined) view.deadlineMs = arrivalMs[request] + deadlineMs[request];
    if (wishes !== undefined) this.#describeWish(view, request);
  }

  /** Tokens of prompt and output that a request has used when it is served. */
  usedTokens(request: number): number {
    const { promptTokens, outputTokens } = this.#trace;
    const prompt = request < promptTokens.length ? promptTokens[request] : 0;
    return prompt + (request < outputTokens.length ? outputTokens[request] : 0);
  }

  #describeWish(view: RequestView, request: number): void {
    const { model, capabilities = [], region } = this.#trace.wishes?.[request] ?? {};
    view.preferredModel = model === undefined ? -1 : this.#fleet.modelIndex(model);
    view.capabilities = this.#fleet.capabilityMask(capabilities);
    view.region = region === undefined ? -1 : this.#fleet.regionIndex(region);
  }
}
