import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { instrumentations } from '../src/instrumentations/index.ts';

it('lists every file of the folder once, under its name', () => {
  const files = readdirSync(new URL('../src/instrumentations', import.meta.url))
    .filter((file) => !['index.ts', 'instrumentation.ts'].includes(file) && file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''));
  expect(instrumentations.map(({ name }) => name).sort()).toEqual(files.sort());
});
