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
  'display',
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
  display: ['results', 'runs', 'report'],
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
/** The rooms beside the router: who embeds one gets nothing of the other. */
const beside = ['router/balancing', 'router/monitoring'];
/** Production rooms → the only packages that they bring. */
const packages = {
  router: ['zod', 'seedrandom'],
  'router/balancing': ['munkres', 'zod'],
  'router/monitoring': ['hdr-histogram-js', 'zod'],
};
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
    ...Object.entries(packages).map(([room, names]) => ({
      name: `${room.replaceAll('/', '-')}-brings-${names.join('-and-')}-alone`,
      severity: 'error',
      from: { path: folder(room) },
      to: { dependencyTypes: ['npm', 'npm-dev'], pathNot: `node_modules/(${names.join('|')})/` },
    })),
    {
      name: 'router-and-core-need-no-input',
      severity: 'error',
      from: { path: [folder('router'), folder('core')] },
      to: { path: ['^src/core/input/', '^src/router/(?:config|balancing|monitoring)/'] },
    },
    ...beside.map((room) => ({
      name: `${room.replaceAll('/', '-')}-knows-nothing-of-the-rooms-beside-it`,
      severity: 'error',
      from: { path: folder(room) },
      to: { path: ['router/config', ...beside].filter((other) => other !== room).map(folder) },
    })),
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      from: { path: '^src/(?!cli/)' },
      to: { path: ['^src/cli/', '^src/index\\.ts'] },
    },
    {
      name: 'the-library-is-entered-by-its-index',
      severity: 'error',
      from: { path: '^src/(?!api/|index\\.ts)' },
      to: { path: '^src/api/' },
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
