/** NestJS routes by Express or Fastify, whose hooks name its requests. */
import { describe } from 'vitest';
import { npmPackages } from '../../../../test/support/npm-packages.ts';
import { BOOM, importing, itNamesRequests } from './route-names.ts';

const common = { 'reflect-metadata': '0.2.2', rxjs: '7.8.2' };
const nest = (version: string, platform: string): Record<string, string> => ({
  '@nestjs/core': version,
  '@nestjs/common': version,
  [`@nestjs/platform-${platform}`]: platform === 'fastify' && version === '12.5.1' ? '12.5.0' : version,
  ...common,
});
const installed = {
  '11.1.9 express cjs': await npmPackages(nest('11.1.9', 'express')),
  '11.1.9 fastify cjs': await npmPackages(nest('11.1.9', 'fastify')),
  '12.5.1 express esm': await npmPackages(nest('12.5.1', 'express')),
  '12.5.1 fastify esm': await npmPackages(nest('12.5.1', 'fastify')),
};

const PROGRAM = `
class Cats {
  all() { return 'cats'; }
  one(id) { return time('load', async () => ({ id })); }
  fail() { throw new TypeError('boom'); }
  gone() { throw new NotFoundException(); }
}
const method = (name, ...decorators) => {
  for (const decorate of decorators) decorate(Cats.prototype, name, Object.getOwnPropertyDescriptor(Cats.prototype, name));
};
method('all', Get());
method('one', Get(':id'));
Param('id')(Cats.prototype, 'one', 0);
method('fail', Get(':id/fail'));
method('gone', Get(':id/gone'));
Controller('cats')(Cats);
class App {}
Module({ controllers: [Cats] })(App);
NestFactory.create(App, new ADAPTER(), { logger: false }).then(async (app) => { app.setGlobalPrefix('api'); await app.listen(0, '127.0.0.1'); console.log(await app.getUrl()); });
`;
const imports = (platform: string) =>
  [
    ['{ reflected }', './reflect.cjs'],
    ['{ Controller, Get, Module, NotFoundException, Param }', '@nestjs/common'],
    ['{ NestFactory }', '@nestjs/core'],
    [platform === 'fastify' ? '{ FastifyAdapter }' : '{ ExpressAdapter }', `@nestjs/platform-${platform}`],
  ] as const;

describe.each(Object.entries(installed))('NestJS %s', (name, packages) => {
  const [, platform, format] = name.split(' ') as [string, string, 'esm' | 'cjs'];
  const files = { 'reflect.cjs': "exports.reflected = require('reflect-metadata');" };
  const adapter = platform === 'fastify' ? 'FastifyAdapter' : 'ExpressAdapter';
  const program = importing(format, imports(platform), 'time') + PROGRAM.replaceAll('ADAPTER', adapter);
  itNamesRequests({ packages, format, files, program }, [
    { path: '/api/cats', status: 200, names: ['GET-api-cats.ok'] },
    {
      path: '/api/cats/7',
      status: 200,
      text: /7/,
      names: ['GET-api-cats-_id.children.load.ok', 'GET-api-cats-_id.ok'],
    },
    { path: '/api/cats/7/fail', status: 500, names: ['GET-api-cats-_id-fail.error'], error: BOOM },
    { path: '/api/cats/7/gone', status: 404, names: ['GET-api-cats-_id-gone.ok'] },
    { path: '/wp-login.php', status: 404, names: ['unmatched.ok'] },
  ]);
});
