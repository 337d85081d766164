import { InputError } from '../core/index.js';
import { DONE, tellError, USER_MISTAKE } from './exit.js';
import type { Io } from './io.js';

/**
 * Tells every end of the process that the command line did not choose, without a stack trace: modules of a user run in it,
 * and may end it, never finish loading, or throw where nobody catches it.
 * @param ending the process, which is the entry's to hand out
 * @returns to be called with the exit code that the command line chose
 */
export function tellEveryEnd(ending: NodeJS.Process, io: Pick<Io, 'stderr' | 'env'>): (chosen: number) => void {
  let answer: number | undefined;
  let hasNothingToDo = false; // it ends by itself, while something is awaited that never comes
  ending.on('beforeExit', () => {
    hasNothingToDo = true;
  });
  ending.on('exit', (code) => {
    if (answer === undefined) {
      const message = hasNothingToDo ? NEVER_FINISHED : `${ENDED} (process.exit(${code})) before wavetank finished`;
      answer = tellError(new InputError([{ message, advice: ADVICE }]), io);
    }
    if (answer !== DONE) ending.exitCode = answer; // whatever a module exits with
  });
  ending.on('uncaughtException', (error) => {
    void tellUncaught(error, io).then((code) => {
      answer = code;
      ending.exit(code);
    });
  });
  return (chosen) => {
    answer = chosen;
  };
}

const ENDED = 'the code of a module ended the process';
const NEVER_FINISHED = 'a module never finished loading: it waits for something that never happens';
const ADVICE = 'there is no result: a module may neither end the process nor wait forever (docs/policy.md)';

/** A mistake of the input where the code of a user is in the stack, else a fault of wavetank. @returns the exit code */
async function tellUncaught(error: unknown, io: Pick<Io, 'stderr' | 'env'>): Promise<number> {
  const { toldError } = await import('../tank/modules/index.js'); // which is large, and rarely needed
  const told = toldError('the code of a module threw an uncaught error:', error);
  if (told.file === undefined) return tellError(error, io);
  tellError(new InputError([told]), io);
  return USER_MISTAKE;
}
