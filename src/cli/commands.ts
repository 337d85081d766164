import type { CommandList } from './command-list.js';

/** The only list of commands. */
export const commands: CommandList = {
  run: {
    usage: '[options] <scenario...>',
    summary: 'run scenarios and compare their strategies',
    load: () => import('./run.js'),
  },
  init: {
    usage: '[options] [name]',
    summary: 'write a commented scenario to start from',
    load: () => import('./init.js'),
  },
  validate: {
    usage: '[options] <scenario...>',
    summary: 'check scenario files',
    load: () => import('./validate.js'),
  },
  list: {
    usage: '<kind>',
    summary: 'list what a scenario may name',
    load: () => import('./list.js'),
  },
  explain: {
    usage: '[options] <scenario>',
    summary: 'say why a request went where it went',
    load: () => import('./explain.js'),
  },
  plan: {
    usage: '[options] <scenario>',
    summary: 'say how many replications a precision takes',
    load: () => import('./plan.js'),
  },
  report: {
    usage: '[options] <dir...>',
    summary: 'make the report and charts of results again',
    load: () => import('./report.js'),
  },
  check: {
    usage: '[options] [scenario...]',
    summary: 'hold scenarios against their baselines, for CI',
    load: () => import('./check.js'),
  },
  trace: {
    usage: '',
    summary: 'look at recorded traffic, convert it, and make traffic like it',
    load: () => import('./trace/index.js'),
  },
};
