import { canonicalName, collapseDots } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';

it.each([
  { name: 'a.b', want: 'a.b' },
  { name: '.a..b.', want: 'a.b' },
  { name: 'a;b=2;a=1', want: 'a;a=1;b=2' },
  { name: 'a..x;b=2', want: 'a.x;b=2' },
  { name: 'a;b=1;b=2', want: 'a;b=2' },
  { name: 'a;b=x=y', want: 'a;b=x=y' },
  { name: 'a;name=other;b=1', want: 'a;b=1' },
  { name: `a;${'k'.repeat(127)}=${'v'.repeat(128)}`, want: `a;${'k'.repeat(127)}=${'v'.repeat(128)}` },
])('$name is $want', ({ name, want }) => {
  expect(canonicalName(name)).toBe(want);
});

const tags = (n: number): string => Array.from({ length: n }, (_, i) => `;k${i}=v`).join('');

it.each([
  '',
  '.',
  '..',
  ';a=1',
  '.;a=1',
  'a;',
  'a;b',
  'a;b=',
  'a;=1',
  'a;b!=1',
  'a;b=~1',
  'a;b=1;',
  `a;${'k'.repeat(128)}=${'v'.repeat(128)}`,
  `a;k=${'é'.repeat(128)}`,
  `a${tags(21)}`,
])('refuses %j', (name) => {
  expect(canonicalName(name)).toBeUndefined();
});

it('takes twenty tags', () => {
  expect(canonicalName(`a${tags(20)}`)).toBeDefined();
});

it('is canonical: naming it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '.', ';', '='), maxLength: 20 }), (text) => {
      const name = canonicalName(text);
      if (name !== undefined) expect(canonicalName(name)).toBe(name);
      expect(collapseDots(collapseDots(text))).toBe(collapseDots(text));
    }),
  );
});
