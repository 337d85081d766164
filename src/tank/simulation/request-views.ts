import { plainMean } from '../../core/index.js';
import { ANY, type Fleet, type RequestView, UNKNOWN_NAME } from '../../router/index.js';
import type { AgentModels } from './agent-models.js';
import { NO_CLASS, type Trace, type Wish } from '../trace/index.js';

/** A wish as a router knows it: with indices of its fleet for names. */
type KnownWish = Readonly<Pick<RequestView, 'requiredModel' | 'preferredModel' | 'capabilities' | 'region'>>;

/** Describes the requests of a trace as routers may see them. */
export class RequestViews {
  readonly #trace: Trace;
  /** By index of the wish. */
  readonly #wishes: readonly KnownWish[];
  /** Whether nothing but the arrival is to be said of any request. */
  readonly #isPlain: boolean;
  /** Whether the trace tells lengths. */
  readonly hasTokens: boolean;
  /** Output length as it is estimated where the trace has no estimates: the mean. */
  readonly #meanOutputTokens: number;
  /** Undefined where agents are not assigned to models. */
  readonly #agentModels: AgentModels | undefined;

  /** @param fleet of a router; all have the same models, regions and capabilities */
  constructor(trace: Trace, fleet: Fleet, agentModels?: AgentModels) {
    this.#trace = trace;
    this.#agentModels = agentModels;
    const { outputTokens, promptTokens, session, wishes, requestClass, agent, priority, deadlineMs } = trace;
    this.#wishes = (wishes?.kinds ?? []).map((wish) => knownWish(wish, fleet));
    this.hasTokens = promptTokens.length + outputTokens.length > 0;
    this.#meanOutputTokens = outputTokens.length === 0 ? 0 : Math.round(plainMean(outputTokens));
    const said = session ?? wishes ?? requestClass ?? agent ?? priority ?? deadlineMs;
    this.#isPlain = !this.hasTokens && said === undefined;
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
    if (wishes !== undefined) {
      const { requiredModel, preferredModel, capabilities, region } = this.#wishes[wishes.index[request]];
      view.requiredModel = requiredModel;
      view.preferredModel = preferredModel;
      view.capabilities = capabilities;
      view.region = region;
    }
    this.describeAgent(view, request);
  }

  /** Writes who sends a request, and the model that is assigned now. */
  describeAgent(view: RequestView, request: number): void {
    const { agent } = this.#trace;
    if (agent === undefined) return;
    const index = agent.index[request];
    view.agent = agent.names[index];
    if (this.#agentModels === undefined) return;
    const model = this.#agentModels.modelOf[index];
    if (!this.#agentModels.isHard) view.preferredModel = model < 0 ? ANY : model;
    else view.requiredModel = model < 0 ? UNKNOWN_NAME : model;
  }

  /** Tokens of prompt and output that a request has used when it is served. */
  usedTokens(request: number): number {
    const { promptTokens, outputTokens } = this.#trace;
    const prompt = request < promptTokens.length ? promptTokens[request] : 0;
    return prompt + (request < outputTokens.length ? outputTokens[request] : 0);
  }
}

/** Names that the fleet does not have stay apart from none: see UNKNOWN_NAME. */
function knownWish({ requiredModel, preferredModel, capabilities = [], region }: Wish, fleet: Fleet): KnownWish {
  const modelIndex = (id: string | undefined) => (id === undefined ? ANY : fleet.modelIndex(id));
  return {
    requiredModel: modelIndex(requiredModel),
    preferredModel: modelIndex(preferredModel),
    capabilities: fleet.capabilityMask(capabilities),
    region: region === undefined ? ANY : fleet.regionIndex(region),
  };
}
