import { setImmediate } from 'node:timers/promises';
import type { ResourceLimits } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Plan } from '../plan/index.js';
import type { Trace } from '../trace/index.js';

/** What a worker thread runs; default: worker.ts beside this file. */
export interface WorkerChoice {
  readonly file: URL;
  readonly resourceLimits?: ResourceLimits;
}

/** A job for a thread. A plan that the threads were not started with comes with each of its jobs. */
export interface ThreadJob {
  readonly strategy: number;
  readonly replication: number;
  readonly sent?:
    | {
        /** Of the plan: one that a thread has just had it does not prepare again. */
        readonly key: number;
        readonly plan: Plan;
        readonly recorded: Trace | undefined;
      }
    | undefined;
}

/** Worker threads: piscina replaces one that died. They are started with a plan, or with none and run jobs of any. */
export class ThreadPool {
  readonly #pool: Piscina;
  /** Rejected when no thread is left that could run what waits. */
  readonly broken: Promise<never>;

  /**
   * @param needsLoaders whether modules of users may need the loaders of this process
   * @param plan that the threads have from their start
   */
  constructor(
    threads: number,
    needsLoaders: boolean,
    worker: WorkerChoice | undefined,
    plan?: { readonly plan: Plan; readonly recorded: Trace | undefined },
  ) {
    const file = worker?.file ?? new URL(FROM_SOURCE ? './worker.ts' : './worker.js', import.meta.url);
    const pool = new Piscina({
      filename: file.href,
      ...execArgv(file, needsLoaders),
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      stricterFIFO: true, // an interrupted run keeps whole replications, which takes their jobs in order
      workerData: plan,
      ...(worker?.resourceLimits && { resourceLimits: worker.resourceLimits }),
    });
    this.#pool = pool;
    this.broken = new Promise((_, reject) => {
      pool.on('error', reject);
      pool.on('workerDestroy', () => {
        // piscina starts no thread in place of one that died before it was ready
        void setImmediate().then(() => {
          if (pool.threads.length === 0) reject(new Error('every worker thread ended before it could run a job'));
        });
      });
    });
    this.broken.catch(() => undefined); // heard by those who run jobs
  }

  run(job: ThreadJob): Promise<unknown> {
    return this.#pool.run(job);
  }

  /** What runs is ended, what waits is not begun. */
  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }
}

const FROM_SOURCE = import.meta.url.endsWith('.ts'); // under tsx and vitest

/** Flags of Node for the threads: TypeScript is translated; else those of this process where modules of users may need their loaders. */
function execArgv(file: URL, needsLoaders: boolean): { readonly execArgv?: string[] } {
  if (file.pathname.endsWith('.ts')) return { execArgv: ['--import', modulesFromSource()] };
  return needsLoaders ? {} : { execArgv: [] };
}

/**
 * A module that has tsx translate modules, and nothing that is required: piscina tries `require` before `import`, and a
 * file that tsx turns into CommonJS for it takes twice as long, each imported name being a property (docs/performance.md).
 */
function modulesFromSource(): string {
  const tsx = import.meta.resolve('tsx/esm/api');
  return `data:text/javascript,${encodeURIComponent(`import { register } from ${JSON.stringify(tsx)}; register();`)}`;
}
