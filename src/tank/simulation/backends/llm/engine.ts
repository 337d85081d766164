import { AnchorClock } from './anchor-clock.js';
import { Arrivals } from './arrivals.js';
import { checkConfig } from './check-config.js';
import type {
  Engine,
  EngineConfig,
  EngineCounts,
  EngineListener,
  EngineReading,
  EngineRequests,
} from './engine-types.js';
import { IntList } from './int-list.js';
import { IterationPlan } from './iteration-plan.js';
import { Planner } from './planner.js';
import { Reports } from './reports.js';
import { ELSEWHERE, RequestColumns } from './request-columns.js';
import { GHOST } from './running-list.js';
import { Sequences } from './sequences.js';

/**
 * An inference engine with continuous batching, iteration by iteration: the rules of ENGINE-RULES §1, one event per iteration.
 * Boundary S(i) is the start of iteration i. With an admission lag of 1 the iteration after it is planned there, else it itself.
 * Cost: O(1) per iteration, and O(1) for each request that comes, joins, leaves, completes, is thrown out or cancelled.
 * Source: the scheduler of vLLM v1 as of 2026.
 */
export class SteppingEngine implements Engine {
  readonly counts: EngineCounts = { iterations: 0, preemptions: 0, hitTokens: 0, promptTokens: 0, recomputedTokens: 0 };
  /** The iteration that starts at the next boundary. */
  #iteration = 0;
  /** Whether an iteration is in flight; if not, the next boundary, if any, is a start that offers brought. */
  #isRunning = false;
  #speed = 1;
  readonly #lag: 0 | 1;
  readonly #requests: EngineRequests;
  readonly #listener: EngineListener;
  readonly #columns: RequestColumns;
  readonly #blockCount: number;
  readonly #plan = new IterationPlan();
  readonly #reports = new Reports();
  readonly #clock: AnchorClock;
  readonly #sequences: Sequences;
  readonly #planner: Planner;
  readonly #arrivals: Arrivals;
  /** Slots to be given up at the next boundary. */
  readonly #cancelled = new IntList();
  readonly #reading = { running: 0, waiting: 0, usedBlocks: 0 };

  /** @param columns shared by the engines of a fleet, where a request is at one of them at a time */
  constructor(
    config: EngineConfig,
    requests: EngineRequests,
    listener: EngineListener,
    columns = new RequestColumns(requests.promptTokens.length),
  ) {
    checkConfig(config);
    this.#lag = config.admissionLag;
    this.#requests = requests;
    this.#listener = listener;
    this.#columns = columns;
    this.#blockCount = config.blockCount - 1;
    this.#clock = new AnchorClock(config.cost);
    this.#arrivals = new Arrivals(columns);
    this.#sequences = new Sequences(config, requests, columns, this.#arrivals.waiting, this.#reports);
    this.#planner = new Planner(config, requests, columns, this.#sequences, this.#plan, this.#reports, this.counts);
  }

  get nextMs(): number {
    return this.#isRunning ? this.#clock.endMs : this.#arrivals.startMs;
  }

  offer(request: number, atMs: number, isCaused: boolean): boolean {
    const { promptTokens, outputTokens } = this.#requests;
    const tokens = promptTokens[request] + outputTokens[request] - 1; // the last one is never fed
    if (this.#sequences.blocks.blocksFor(tokens) > this.#blockCount) return false;
    this.#arrivals.offer(request, atMs, isCaused, this.nextMs);
    return true;
  }

  /** What is not here, because it has just completed, stays completed. One that runs leaves at the next boundary. */
  cancel(request: number, _atMs: number): void {
    const place = this.#columns.place[request];
    if (place === ELSEWHERE) return;
    this.#reports.forget(request);
    if (place >= 0) this.#leaveSlot(request, place);
    else this.#arrivals.cancel(request);
  }

  setSpeed(speed: number, _atMs: number): void {
    this.#speed = speed;
  }

  /** The order is that of rule 3. */
  advance(): void {
    const atMs = this.nextMs;
    const iteration = this.#iteration;
    this.#arrivals.begin();
    this.#giveUpCancelled(iteration + this.#lag);
    if (this.#lag === 0) this.#planAfterLanding(iteration);
    else this.#landAfterPlanning(iteration);
    if (this.#plan.isEmpty) this.#pause();
    else this.#start(iteration, atMs);
    this.#arrivals.end(atMs, !this.#isRunning);
    this.#reports.tell(this.#listener, atMs);
  }

  read(_atMs: number): EngineReading {
    const { running, ghosts, blocks } = this.#sequences;
    this.#reading.running = running.count;
    this.#reading.waiting = this.#arrivals.count + ghosts;
    this.#reading.usedBlocks = this.#blockCount - blocks.available;
    return this.#reading;
  }

  #planAfterLanding(iteration: number): void {
    this.#sequences.moveOn(iteration);
    this.#sequences.land(iteration - 1);
    this.#planner.make(iteration);
  }

  /** The iteration that starts was planned one boundary ago, unless there was nothing to run: then it is planned now (rules 4, 5). */
  #landAfterPlanning(iteration: number): void {
    this.#sequences.land(iteration - 1);
    if (this.#plan.isEmpty) this.#planner.make(iteration);
  }

  #start(iteration: number, atMs: number): void {
    this.#clock.start(this.#plan, atMs, this.#speed);
    this.#isRunning = true;
    this.#iteration = iteration + 1;
    this.counts.iterations++;
    if (this.#lag === 1) {
      this.#sequences.moveOn(iteration + 1);
      this.#planner.make(iteration + 1);
    }
    this.#reports.started(iteration);
  }

  #pause(): void {
    const { waiting } = this.#sequences;
    if (waiting.count > 0) throw new Error(`idle engine admits nobody: ${waiting.count} requests wait`);
    this.#isRunning = false;
  }

  #leaveSlot(request: number, slot: number): void {
    this.#columns.place[request] = ELSEWHERE;
    if (this.#sequences.running.state[slot] === GHOST) this.#sequences.cancel(slot, this.#iteration);
    else this.#cancelled.push(slot);
  }

  #giveUpCancelled(plan: number): void {
    for (let n = 0; n < this.#cancelled.count; n++) this.#sequences.cancel(this.#cancelled.items[n], plan);
    this.#cancelled.clear();
  }
}
