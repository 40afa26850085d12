/** What the manual has users write, checked by TypeScript against the types of the libraries that it goes into. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { npmPackages } from '../../../test/support/npm-packages.ts';
import { runProgram } from '../../../test/support/run-program.ts';
import { linkPackages } from './link-packages.ts';

const root = new URL('../../..', import.meta.url).pathname;
const packages = await npmPackages({
  express: '5.3.0',
  '@types/express': '5.0.6',
  koa: '3.3.0',
  '@types/koa': '3.0.1',
  fastify: '5.12.8',
  hono: '4.13.19',
  pino: '10.4.0',
  winston: '3.19.0',
  '@opentelemetry/api': '1.9.0',
  '@opentelemetry/sdk-trace-node': '2.12.1',
});

const PROGRAM = `
import express from 'express';
import Koa from 'koa';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { pino } from 'pino';
import winston from 'winston';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { fastifyPlugin, honoMiddleware, koaMiddleware, middleware, pinoOptions, winstonFormat, wrap } from '@carpy/agent';
import { CarpySpanProcessor } from '@carpy/agent/otel';
express().use(middleware());
new Koa().use(koaMiddleware());
void Fastify().register(fastifyPlugin);
new Hono().use(honoMiddleware());
pino(pinoOptions({ level: 'info' })).info('x');
winston.createLogger({ format: winston.format.combine(winstonFormat(), winston.format.json()) });
new NodeTracerProvider({ spanProcessors: [new CarpySpanProcessor()] });
export const handler: (event: { id: number }) => Promise<number> = wrap('resize', async (event: { id: number }) => event.id, { kind: 'transaction', flush: true });
`;

const COMPILER = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  module: 'nodenext',
  target: 'es2023',
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  // The agent's sources, as they are.
  customConditions: ['@carpy/source'],
  allowImportingTsExtensions: true,
};

it.skipIf(packages.missing !== undefined)('fit those of the libraries', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carpy-types-'));
  try {
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '@carpy'), { recursive: true });
    linkPackages(packages, modules);
    symlinkSync(join(root, 'packages/agent'), join(modules, '@carpy/agent'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'app.ts'), PROGRAM);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER, files: ['app.ts'] }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const ran = await runProgram(process.execPath, [tsc, '-p', folder]);
    expect(ran.text).toBe('');
    expect(ran.code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
