/** Who may import whom: the picture in docs/architecture.md, held against the code. */

/** The rooms of the tank from the ground up: each may import those before it, and is entered by its index alone. */
const tank = [
  'statistics',
  'trace',
  'traffic',
  'recorded',
  'modules',
  'simulation',
  'measures',
  'estimates',
  'plan',
  'results',
  'scenario',
  'verdicts',
  'runs',
  'studies',
  'inspection',
  'fitting',
  'database',
  'report',
];

/** Room → the only rooms of the tank that it may import, where that is less than all below it. */
const only = {
  statistics: [],
  trace: [],
  traffic: ['trace'],
  recorded: ['trace', 'traffic'],
  modules: [],
  simulation: ['trace', 'traffic'],
  measures: ['statistics', 'trace', 'simulation'],
  estimates: ['statistics', 'measures'],
  results: ['recorded', 'measures', 'estimates'],
  plan: ['trace', 'traffic', 'recorded', 'modules', 'simulation', 'measures', 'estimates'],
  scenario: ['trace', 'traffic', 'recorded', 'modules', 'simulation', 'measures', 'plan'],
  verdicts: ['statistics', 'traffic', 'measures', 'estimates', 'plan', 'results'],
  runs: tank.slice(0, tank.indexOf('runs')).filter((name) => name !== 'scenario'),
  studies: ['statistics', 'measures', 'plan', 'results', 'scenario', 'runs'],
  inspection: ['statistics', 'trace'],
  fitting: ['statistics', 'trace', 'traffic', 'inspection', 'scenario'],
  database: ['measures', 'results'],
  report: ['recorded', 'measures', 'estimates', 'results', 'verdicts', 'inspection'],
};

/** Every room, with the path of its folder: what lies deeper comes first. */
const rooms = [
  'core/input',
  'core/options',
  'core',
  'router/config',
  'router/balancing',
  'router/monitoring',
  'router',
  ...tank.map((name) => `tank/${name}`),
];
const inner = { core: '(?:input|options)/', router: '(?:config|balancing|monitoring)/' };
const folder = (room) => `^src/${room}/${room in inner ? `(?!${inner[room]})` : ''}`;
const inside = (name) => `^src/tank/${name}/`;

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^src/(?!core/)' },
    },
    {
      name: 'production-never-imports-the-tank',
      severity: 'error',
      from: { path: '^src/(router|gateway)/' },
      to: { path: '^src/(tank|cli|index)' },
    },
    {
      name: 'router-brings-zod-and-seedrandom-alone',
      severity: 'error',
      from: { path: folder('router') },
      to: { dependencyTypes: ['npm', 'npm-dev'], pathNot: 'node_modules/(zod|seedrandom)/' },
    },
    {
      name: 'router-and-core-need-no-input',
      severity: 'error',
      from: { path: [folder('router'), folder('core')] },
      to: { path: ['^src/core/input/', '^src/router/(?:config|balancing|monitoring)/'] },
    },
    {
      name: 'balancing-knows-nothing-of-monitoring',
      severity: 'error',
      from: { path: '^src/router/balancing/' },
      to: { path: '^src/router/(?:monitoring|config)/' },
    },
    {
      name: 'monitoring-knows-nothing-of-balancing',
      severity: 'error',
      from: { path: '^src/router/monitoring/' },
      to: { path: '^src/router/(?:balancing|config)/' },
    },
    {
      name: 'balancing-brings-munkres-and-zod-alone',
      severity: 'error',
      from: { path: '^src/router/balancing/' },
      to: { dependencyTypes: ['npm', 'npm-dev'], pathNot: 'node_modules/(munkres|zod)/' },
    },
    {
      name: 'monitoring-brings-histograms-and-zod-alone',
      severity: 'error',
      from: { path: '^src/router/monitoring/' },
      to: { dependencyTypes: ['npm', 'npm-dev'], pathNot: 'node_modules/(hdr-histogram-js|zod)/' },
    },
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      from: { path: '^src/(?!cli/)' },
      to: { path: ['^src/cli/', '^src/index\\.ts'] },
    },
    ...rooms.map((room) => ({
      name: `${room.replaceAll('/', '-')}-has-a-door`,
      severity: 'error',
      from: { path: '^src/', pathNot: folder(room) },
      to: { path: folder(room), pathNot: `^src/${room}/index\\.ts$` },
    })),
    ...tank.map((name, floor) => {
      const allowed = [name, ...(only[name] ?? tank.slice(0, floor))];
      return {
        name: `${name}-imports-what-it-may`,
        severity: 'error',
        from: { path: inside(name) },
        to: { path: '^src/tank/', pathNot: allowed.map(inside) },
      };
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
