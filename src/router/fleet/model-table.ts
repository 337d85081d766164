import { longer } from '../../core/index.js';

/** What a router knows of the models that are served, by dense index. */
export class ModelTable {
  readonly ids: string[] = [];
  /** Indices of the endpoints that serve the model now, ascending. */
  readonly endpoints: number[][] = [];
  /** One bit for each capability. */
  capabilities = new Int32Array(0);
  /** How well the model does what it can do, from above 0 to 100, by name of the capability. */
  readonly levels: ReadonlyMap<string, number>[] = [];
  /** Most tokens of prompt and output together, Infinity where no limit is known. */
  contextWindow = new Float64Array(0);
  /** Price of a million tokens, NaN where none is known. */
  promptPrice = new Float64Array(0);
  outputPrice = new Float64Array(0);
  /** The smallest context window: a request of at most so many tokens fits everywhere. */
  smallestContextWindow = Infinity;

  get count(): number {
    return this.ids.length;
  }

  add(
    id: string,
    attributes: {
      capabilities: number;
      levels: ReadonlyMap<string, number>;
      contextWindow: number;
      promptPrice: number;
      outputPrice: number;
    },
  ): number {
    const m = this.ids.push(id) - 1;
    this.endpoints.push([]);
    this.levels.push(attributes.levels);
    this.capabilities = longer(this.capabilities, m + 1, attributes.capabilities);
    this.contextWindow = longer(this.contextWindow, m + 1, attributes.contextWindow);
    this.promptPrice = longer(this.promptPrice, m + 1, attributes.promptPrice);
    this.outputPrice = longer(this.outputPrice, m + 1, attributes.outputPrice);
    this.smallestContextWindow = Math.min(this.smallestContextWindow, attributes.contextWindow);
    return m;
  }
}
