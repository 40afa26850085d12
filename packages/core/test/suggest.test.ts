import { expect, it } from 'vitest';
import { nearest } from '../src/suggest.ts';

const known = ['--http-port', '--statsd-port', '--carbon-port', '--data-dir'];

it.each([
  ['--http-prot', '--http-port'],
  ['--htp-port', '--http-port'],
  ['--HTTP-PORT', '--http-port'],
  ['--datadir', '--data-dir'],
  ['--completely-else', undefined],
  ['x'.repeat(100), undefined],
])('%s is near %s', (given, want) => {
  expect(nearest(given, known)).toBe(want);
});
