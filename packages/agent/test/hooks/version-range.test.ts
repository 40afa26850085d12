import { expect, it } from 'vitest';
import { inRange } from '../../src/hooks/version-range.ts';

it.each([
  ['5.3.0', '>=5 <6', true],
  ['6.0.0', '>=5 <6', false],
  ['6.0.0-rc.1', '>=5 <6', false],
  ['4.9.9', '>=5 <6', false],
  ['4.16.1', '>=4.16 <5', true],
  ['4.15.9', '>=4.16 <5', false],
  ['2.0.0', '<=2', true],
  ['2.0.1', '<=2', false],
  ['2.0.1', '>2.0.0', true],
  ['10.0.0', '>9', true],
  ['1.2.3+build', '>=1.2.3', true],
  ['anything', '', true],
])('%s in %s: %s', (version, range, expected) => {
  expect(inRange(version, range)).toBe(expected);
});

it('refuses what is no range, since it is ours', () => {
  expect(() => inRange('1.0.0', '^1')).toThrow('not a version range: ^1');
});
