import { longer } from '../../core/index.js';
import { BlockTree } from './block-tree.js';
import { NO_CLASS, type PromptBlocks, type Trace } from './trace.js';
import type { Wish } from './wishes.js';

/** The columns that not every trace has, as they are when nothing is said. */
const OPTIONAL = {
  outputEstimate: () => new Int32Array(1),
  session: () => new Int32Array(1).fill(-1),
  prefix: () => new Int32Array(1).fill(-1),
  lastBlock: () => new Int32Array(1).fill(-1),
  requestClass: () => new Uint8Array(1).fill(NO_CLASS),
  tenant: () => new Int32Array(1).fill(-1),
  agent: () => new Int32Array(1).fill(-1),
  priority: () => new Int8Array(1),
  deadlineMs: () => new Float32Array(1).fill(Infinity),
  wish: () => new Uint16Array(1),
};

const FIRST_CAPACITY = 1024;

type OptionalName = keyof typeof OPTIONAL;
type Optional = { [Name in OptionalName]: ReturnType<(typeof OPTIONAL)[Name]> };

/** What the indices of columns stand for. */
export interface TraceNames {
  readonly classes?: readonly string[] | undefined;
  readonly tenants?: readonly string[] | undefined;
  readonly agents?: readonly string[] | undefined;
  readonly wishes?: readonly Wish[] | undefined;
  /** Length of the blocks of prompts; absent where they have none. */
  readonly blockTokens?: number | undefined;
  /** Whether any request has a length; without them the columns are empty. Default true. */
  readonly hasPrompts?: boolean;
  readonly hasOutputs?: boolean;
}

/** The columns of a trace while its length is not known: they double as they fill. Amortised O(1) per request. */
export class TraceColumns {
  /** One entry more than there is room for requests: the sentinel of a trace. */
  arrivalMs = new Float64Array(1);
  promptTokens = new Int32Array(0);
  outputTokens = new Int32Array(0);
  /** The blocks of all prompts. */
  readonly tree = new BlockTree();
  #optional: Partial<Optional> = {};
  #count = 0;

  /** @param capacity requests that there is room for at once */
  constructor(capacity = FIRST_CAPACITY) {
    this.#resize(capacity);
  }

  get requestCount(): number {
    return this.#count;
  }

  /** @param arrivalMs at least that of the request before, unless `toTrace` is to sort @returns the new request */
  add(arrivalMs: number, promptTokens: number, outputTokens: number): number {
    if (this.#count === this.promptTokens.length) this.#resize(2 * this.#count);
    this.arrivalMs[this.#count] = arrivalMs;
    this.promptTokens[this.#count] = promptTokens;
    this.outputTokens[this.#count] = outputTokens;
    return this.#count++;
  }

  /** Sets what a request has in a column that not every trace has. */
  set(name: OptionalName, request: number, value: number): void {
    (this.#optional[name] ?? this.#create(name))[request] = value;
  }

  /** What a request has in a column that is in use. */
  get(name: OptionalName, request: number): number {
    return this.#optional[name]?.[request] ?? -1;
  }

  /** Has a column with what it is when nothing is said. */
  use(name: OptionalName): void {
    if (this.#optional[name] === undefined) this.#create(name);
  }

  /** Takes the last request back, as if it had never been. */
  removeLast(): void {
    this.#count--;
    for (const [name, column] of Object.entries(this.#optional)) {
      column[this.#count] = OPTIONAL[name as OptionalName]()[0];
    }
  }

  /** Puts the requests in order of arrival, those of one instant as they are. */
  sort(): void {
    const order = Array.from({ length: this.#count }, (_, request) => request).sort(
      (a, b) => this.arrivalMs[a] - this.arrivalMs[b] || a - b,
    );
    for (const column of [this.arrivalMs, this.promptTokens, this.outputTokens, ...Object.values(this.#optional)]) {
      const sorted = order.map((request) => column[request]);
      sorted.forEach((value, i) => (column[i] = value));
    }
  }

  /** @returns the requests in columns of their exact length, with the sentinel after the last arrival */
  toTrace(names: TraceNames = {}): Trace {
    this.#resize(this.#count);
    this.tree.trim();
    this.arrivalMs[this.#count] = Infinity;
    return this.#trace(names);
  }

  /**
   * A trace of as many requests as there is room for, most of which are yet to come: it is made of these very columns,
   * which must all be in use and may not grow any more.
   */
  liveTrace(names: TraceNames): Trace {
    this.arrivalMs.fill(Infinity);
    return this.#trace(names);
  }

  #trace(names: TraceNames): Trace {
    const { classes = [], tenants = [], agents = [], wishes = [], blockTokens } = names;
    const { hasPrompts = true, hasOutputs = true } = names;
    const { lastBlock, requestClass, tenant, agent, wish, ...rest } = this.#optional;
    const none = new Int32Array(0);
    return {
      requestCount: this.promptTokens.length,
      arrivalMs: this.arrivalMs,
      promptTokens: hasPrompts ? this.promptTokens : none,
      outputTokens: hasOutputs ? this.outputTokens : none,
      ...rest,
      ...(lastBlock && blockTokens !== undefined && { blocks: promptBlocks(lastBlock, blockTokens, this.tree) }),
      ...(requestClass && { requestClass: { names: classes, index: requestClass } }),
      ...(tenant && { tenant: { names: tenants, index: tenant } }),
      ...(agent && { agent: { names: agents, index: agent } }),
      ...(wish && { wishes: { kinds: wishes, index: wish } }),
    };
  }

  #create<Name extends OptionalName>(name: Name): Optional[Name] {
    const first = OPTIONAL[name]();
    const column = longer(first, this.promptTokens.length, first[0]) as Optional[Name];
    this.#optional[name] = column;
    return column;
  }

  #resize(capacity: number): void {
    if (capacity === this.promptTokens.length) return;
    this.arrivalMs = resized(this.arrivalMs, capacity + 1);
    this.promptTokens = resized(this.promptTokens, capacity);
    this.outputTokens = resized(this.outputTokens, capacity);
    this.#optional = Object.fromEntries(
      Object.entries(this.#optional).map(([name, column]) => [
        name,
        resized(column, capacity, OPTIONAL[name as OptionalName]()[0]),
      ]),
    );
  }
}

/** A copy of a column with `capacity` elements: cut, or filled up with `value`. */
function resized<Column extends Optional[OptionalName] | Float64Array<ArrayBuffer>>(
  column: Column,
  capacity: number,
  value = 0,
): Column {
  return longer(column.subarray(0, capacity), capacity, value) as Column;
}

/** The tree may still grow. */
function promptBlocks(last: Int32Array, blockTokens: number, tree: BlockTree): PromptBlocks {
  return {
    blockTokens,
    last,
    get parent() {
      return tree.parent;
    },
  };
}
