// The arrows between packages, one rule a package (ARCHITECTURE.md has the table). Run by scripts/check-imports.mjs, which lowers the
// sources to JavaScript first: dependency-cruiser reads TypeScript only through a compiler API that TypeScript 7 does not have.
// CARPY_CHECK_ROOT: the lowered tree. CARPY_CHECK_TYPES=kept: type imports stand there as imports; =erased: they are gone.
const allowed = {
  core: [],
  agent: ['core'],
  statsd: ['core'],
  graphite: ['core'],
  store: ['core'],
  alerts: ['core', 'graphite', 'store'],
  api: ['core'],
  server: ['core', 'statsd', 'graphite', 'store', 'alerts', 'api'],
  web: ['core', 'api'],
  demo: ['core', 'agent'],
};
const root = process.env.CARPY_CHECK_ROOT;

const arrows = Object.entries(allowed).map(([name, to]) => ({
  name: `${name}-imports-only-${to.join('-') || 'nothing'}`,
  severity: 'error',
  from: { path: `^${root}/${name}/` },
  to: { path: `^${root}/`, pathNot: `^${root}/(${[name, ...to].join('|')})/` },
}));
const noDependency = {
  name: 'core-and-agent-have-no-dependency',
  severity: 'error',
  from: { path: `^${root}/(core|agent)/` },
  to: { pathNot: `^${root}/`, dependencyTypesNot: ['core'] },
};
const cycles = { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } };
const webTypes = {
  name: 'web-takes-only-types-from-api',
  comment: 'The UI carries no schema library.',
  severity: 'error',
  from: { path: `^${root}/web/` },
  to: { path: `^${root}/api/` },
};

module.exports = {
  forbidden: process.env.CARPY_CHECK_TYPES === 'kept' ? [...arrows, noDependency] : [cycles, webTypes],
  options: { doNotFollow: { path: '(^|/)node_modules/(?!\\.cache)' } },
};
