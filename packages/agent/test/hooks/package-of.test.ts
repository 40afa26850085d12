import { expect, it } from 'vitest';
import { mainFiles, packageNamed, packageOf } from '../../src/hooks/package-of.ts';

it.each([
  ['/app/node_modules/express/lib/router/index.js', 'express', '/app/node_modules/express', 'lib/router/index.js'],
  ['/app/node_modules/@hapi/hapi/lib/index.js', '@hapi/hapi', '/app/node_modules/@hapi/hapi', 'lib/index.js'],
  [
    '/app/node_modules/.pnpm/router@2.2.0/node_modules/router/index.js',
    'router',
    '/app/node_modules/.pnpm/router@2.2.0/node_modules/router',
    'index.js',
  ],
])('%s is of %s', (filename, name, folder, file) => {
  expect(packageOf(filename)).toEqual({ name, folder, file });
});

it.each(['/app/server.js', '/app/node_modules/express', '/app/node_modules/@hapi/hapi', ''])(
  '%s is of none',
  (filename) => {
    expect(packageOf(filename)).toBeUndefined();
  },
);

it.each([
  ['express', 'express'],
  ['ioredis/built/Redis', 'ioredis'],
  ['@hapi/hapi', '@hapi/hapi'],
  ['@hapi/hapi/lib/x.js', '@hapi/hapi'],
  ['./x', undefined],
  ['/x', undefined],
  ['node:fs', undefined],
])('%s names %s', (specifier, name) => {
  expect(packageNamed(specifier)).toBe(name);
});

it.each([
  [{}, 'index.js'],
  [{ main: './lib/app.js' }, 'lib/app.js'],
  [{ main: 'lib/app' }, 'lib/app.js'],
  [{ main: 'lib' }, 'lib/index.js'],
  [{ exports: './a.cjs' }, 'a.cjs'],
  [{ exports: { require: './a.cjs', import: './a.mjs' } }, 'a.cjs'],
  [{ exports: { '.': { node: { require: './a.cjs' }, default: './a.js' }, './x': './x.js' } }, 'a.cjs'],
])('the main files of %j have %s', (manifest, file) => {
  expect([...mainFiles(manifest)]).toContain(file);
});
