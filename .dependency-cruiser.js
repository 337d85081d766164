/** Who may import whom: the picture in docs/architecture.md, held against the code. */
const room = (name) => `^src/tank/${name}/`;

/** The rooms of the tank from the ground up: each may import those before it. */
const tank = [
  'workload',
  'simulation',
  'scenario',
  'statistics',
  'inspection',
  'fitting',
  'results',
  'experiment',
  'gate',
  'report',
];
const above = (name) => tank.slice(tank.indexOf(name) + 1);

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
      from: { path: '^src/router/' },
      to: { dependencyTypes: ['npm', 'npm-dev'], pathNot: 'node_modules/(zod|seedrandom)/' },
    },
    {
      name: 'the-tank-sees-the-router-from-outside',
      severity: 'error',
      from: { path: '^src/tank/' },
      to: { path: '^src/(router/(?!index\\.ts)|gateway/|cli/|index\\.ts)' },
    },
    ...tank.slice(0, -1).map((name) => ({
      name: `${name}-imports-downwards`,
      severity: 'error',
      from: { path: room(name) },
      to: { path: above(name).map(room) },
    })),
    {
      name: 'statistics-know-numbers-alone',
      severity: 'error',
      from: { path: room('statistics') },
      to: { path: '^src/tank/(?!statistics/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
