#!/usr/bin/env node
import { InputError } from '../core/index.js';
import { widenInlining } from './compiler-flags.js';
import { tellError } from './exit.js';
import type { Io } from './io.js';
import { main } from './main.js';
import { tellEveryEnd } from './process-end.js';

/** The command line in a process of its own: its streams, Ctrl-C, and the exit code. */

const { stdout, stderr, env } = process;

const FILES_STAND = 'files are still written; a message names each one';

const io: Io = {
  stdout,
  stderr,
  env,
  cwd: process.cwd(),
  interruptSignal: () => {
    const interrupt = new AbortController();
    process.once('SIGINT', () => {
      interrupt.abort();
    });
    return interrupt.signal;
  },
};

// A pipe that is closed early, by head for example, ends the output but not the run; nor does a full disk, which is told.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.exitCode = tellError(
    new InputError([{ message: `the output cannot be printed: ${error.message}`, advice: FILES_STAND }]),
    io,
  );
});
stderr.on('error', () => undefined); // nor does one that hears no messages: there is nowhere to tell it

widenInlining();
const chose = tellEveryEnd(process, io);
const exitCode = await main(process.argv.slice(2), io);
chose(exitCode);
if (exitCode !== 0) process.exitCode = exitCode; // else that of an output that could not be written stays
