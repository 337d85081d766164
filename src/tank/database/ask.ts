import { fork } from 'node:child_process';
import { InputError } from '../../core/index.js';
import { throughSibling } from '../../core/input/index.js';
import { unwritableFile } from '../results/index.js';
import type { Answer } from './answer.js';
import type { FileForm, Question, Reply } from './question.js';
import { FILE, MEMORY } from './refusals.js';
import { type FreshIndex, refreshIndex } from './refresh-index.js';
import { Interrupted } from './interrupted.js';
import { sqlMistake } from './sql-mistake.js';

export interface AskOptions {
  readonly memoryBytes: number;
  /** Time that a statement may take. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Answers questions about a folder of results, all from the same index. */
export class ResultsDatabase {
  /** As it was when it was first asked, or found damaged. */
  index: FreshIndex;
  readonly #root: string;
  readonly #options: AskOptions;
  /** Why folders were left out, each in one line that begins with the folder; known when something was asked. */
  problems: readonly string[] = [];

  private constructor(root: string, index: FreshIndex, options: AskOptions) {
    this.#root = root;
    this.index = index;
    this.#options = options;
  }

  /**
   * Opens the database of a folder of results for as long as `use` takes; what is new or changed in the folder is read first.
   * @throws InputError when there is no such folder, MissingPackageError without DuckDB
   */
  static async open<Result>(
    root: string,
    options: AskOptions & { readonly rebuild?: boolean | undefined },
    use: (database: ResultsDatabase) => Promise<Result>,
  ): Promise<Result> {
    const database = new ResultsDatabase(root, await refreshIndex(root, options), options);
    try {
      return await use(database);
    } finally {
      await database.index.release();
    }
  }

  /**
   * @param limit rows that are handed over at most
   * @throws InputError when the statement is wrong, is more than one, does not only read, or takes too much time or memory
   */
  async ask(sql: string, limit: number, parameters: readonly string[] = []): Promise<Answer> {
    const reply = await this.#reply({ sql, limit, parameters });
    if (reply.is !== 'answer') throw new Error(`an answer was expected, not ${reply.is}`);
    return reply.answer;
  }

  /**
   * Writes all rows of an answer to a file, whole or not at all.
   * @returns how many
   */
  async write(sql: string, file: string, form: FileForm): Promise<number> {
    let rows = 0;
    await throughSibling(file, async (temporary) => {
      const reply = await this.#reply({ sql, limit: 0, parameters: [], to: { file: temporary, form } });
      if (reply.is === 'unwritable') throw unwritableFile(file, new Error(reply.why.replaceAll(temporary, file)));
      if (reply.is === 'written') rows = reply.rows;
    }).catch((error: unknown) => {
      throw error instanceof Error && 'code' in error ? unwritableFile(file, error) : error;
    });
    return rows;
  }

  async #reply(asked: Asked): Promise<Reply> {
    let reply = await this.#replyOfIndex(asked);
    if (reply.is === 'gone') {
      await this.index.release();
      this.index = await refreshIndex(this.#root, { ...this.#options, rebuild: true });
      reply = await this.#replyOfIndex(asked);
    }
    if (reply.is === 'mistake') throw new InputError([reply.diagnostic]);
    if (reply.is === 'failed') throw new InputError([sqlMistake(asked.sql, reply.why)]);
    if (reply.is === 'too_much_memory') throw tooMuch('the statement needs more memory than it may have', MEMORY);
    if (reply.is === 'gone') throw tooMuch('the index cannot be opened', 'remove .index/ in the folder of results');
    return reply;
  }

  #replyOfIndex(asked: Asked): Promise<Reply> {
    const { memoryBytes } = this.#options;
    return replyOf({ ...asked, file: this.index.file, memoryBytes }, this.#options, (problems) => {
      this.problems = problems;
    });
  }
}

type Asked = Omit<Question, 'file' | 'memoryBytes'>;

function tooMuch(message: string, advice: string): InputError {
  return new InputError([{ file: FILE, message, advice }]);
}

const FROM_SOURCE = import.meta.url.endsWith('.ts'); // under tsx and vitest

/** Asks a process of its own, which is ended when it takes too long. */
function replyOf(
  question: Question,
  { timeoutMs, signal }: AskOptions,
  onBegun: (problems: readonly string[]) => void,
): Promise<Reply> {
  const file = new URL(FROM_SOURCE ? './query-process.ts' : './query-process.js', import.meta.url);
  const child = fork(file, {
    execArgv: FROM_SOURCE ? ['--import', import.meta.resolve('tsx/esm')] : [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  return new Promise<Reply>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      child.kill('SIGKILL');
      settle();
    };
    const stop = () => {
      end(() => {
        reject(new Interrupted('interrupted'));
      });
    };
    signal?.addEventListener('abort', stop);
    child.on('error', (error) => {
      end(() => {
        reject(error);
      });
    });
    child.on('exit', (code, killer) => {
      end(() => {
        reject(tooMuch(`DuckDB ended at the statement (${killer ?? `exit code ${code}`})`, MEMORY));
      });
    });
    child.on('message', (message) => {
      const reply = message as Reply;
      if (reply.is !== 'begun') {
        end(() => {
          resolve(reply);
        });
        return;
      }
      onBegun(reply.problems);
      timer = setTimeout(() => {
        end(() => {
          reject(tooLong(timeoutMs));
        });
      }, timeoutMs);
    });
    child.send(question, () => undefined); // a process that is gone says so by its end
    if (signal?.aborted === true) stop();
  });
}

function tooLong(timeoutMs: number): InputError {
  const message = `the statement took longer than ${timeoutMs / 1000} s and was ended`;
  return tooMuch(message, 'ask for less, or give it more time, such as --timeout 10m');
}
