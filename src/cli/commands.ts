import type { CommandList } from './command-list.js';

/** The only list of commands. */
export const commands: CommandList = {
  run: {
    usage: '[options] <scenario...>',
    summary: 'run scenarios and compare their strategies',
    load: () => import('./run.js'),
  },
  sweep: {
    usage: '[options] <scenario>',
    summary: 'run a scenario at many points and compare strategies over them',
    load: () => import('./sweep.js'),
  },
  capacity: {
    usage: '[options] <scenario>',
    summary: 'search the highest rate, or fewest replicas, that meets the SLO',
    load: () => import('./capacity.js'),
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
    summary: 'list policies, assignments, alerts, arrivals, …',
    load: () => import('./list.js'),
  },
  explain: {
    usage: '[options] <scenario>',
    summary: 'explain how a request was routed',
    load: () => import('./explain.js'),
  },
  plan: {
    usage: '[options] <scenario>',
    summary: 'estimate how many replications a precision needs',
    load: () => import('./plan.js'),
  },
  report: {
    usage: '[options] <dir...>',
    summary: 'remake the report and charts of stored results',
    load: () => import('./report.js'),
  },
  query: {
    usage: '[options] [sql]',
    summary: 'ask the results of all runs with SQL',
    load: () => import('./query.js'),
  },
  history: {
    usage: '[options] <scenario>',
    summary: 'show a measure over the runs of a scenario',
    load: () => import('./history.js'),
  },
  check: {
    usage: '[options] [scenario...]',
    summary: 'compare scenarios with their baselines, for CI',
    load: () => import('./check.js'),
  },
  compare: {
    usage: '[options] <before> <after>',
    summary: 'compare two runs, strategy by strategy',
    load: () => import('./compare.js'),
  },
  trace: {
    usage: '',
    summary: 'inspect and convert recorded traffic, and fit made traffic to it',
    load: () => import('./trace/index.js'),
  },
};
