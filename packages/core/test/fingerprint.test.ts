import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../src/index.ts';

const stack = (name: string, file: string, line: number): string =>
  `Error: x\n    at parse (node:internal/x:1:2)\n    at f (/a/node_modules/pg/x.js:${line}:2)\n    at ${name} (${file}:${line}:7)\n    at main (/a/main.js:1:1)`;
const error = (message: string, where = stack('pay', '/srv/app/src/pay.js', 12)) => ({
  type: 'CardError',
  message,
  stack: where,
});

describe('fingerprintOf', () => {
  it('makes one group of a thousand errors that differ in numbers and lines', () => {
    const all = Array.from({ length: 1_000 }, (_, i) =>
      fingerprintOf(error(`card ${i} of user-${i * 31} declined: "${i}"`, stack('pay', '/srv/app/src/pay.js', i + 1))),
    );
    expect(new Set(all.map((f) => f.fingerprint)).size).toBe(1);
    expect(all[7]).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      pattern: 'card <n> of user-<n> declined: <quoted>',
      culprit: 'pay (src/pay.js)',
    });
  });

  it.each([
    ['another function', error('declined', stack('refund', '/srv/app/src/pay.js', 12))],
    ['another file', error('declined', stack('pay', '/srv/app/src/refund.js', 12))],
    ['another type', { ...error('declined'), type: 'TypeError' }],
    ['another message', error('refused')],
    ['no stack', { type: 'CardError', message: 'declined' }],
  ])('makes a group of its own of %s', (_, other) => {
    expect(fingerprintOf(other).fingerprint).not.toBe(fingerprintOf(error('declined')).fingerprint);
  });

  it.each([
    ['/srv/releases/20261128/pay.js', '/srv/releases/20261129/pay.js'],
    ['/app/dist/main.4f2c9a71.js', '/app/dist/main.0b11e7d2.js'],
    ['/app/dist/pay.js?v=1', 'file:///home/ann/shop/dist/pay.js'],
    ['C:\\shop\\dist\\pay.js', '/shop/dist/pay.js'],
  ])('keeps the group over a release: %s and %s', (before, after) => {
    expect(fingerprintOf(error('declined', stack('pay', after, 90))).fingerprint).toBe(
      fingerprintOf(error('declined', stack('pay', before, 12))).fingerprint,
    );
  });

  it('looks past functions without a name, so that two callers of one callback stay apart', () => {
    const of = (caller: string) =>
      fingerprintOf(error('x', `Error\n    at /srv/app/each.js:1:2\n    at ${caller} (/srv/app/a.js:1:2)`)).fingerprint;
    expect(of('first')).not.toBe(of('second'));
  });

  it('takes what a source map says instead of built names', () => {
    const original = () => ({ function: 'chargeCard', file: 'webpack:///src/billing/charge.ts', own: true });
    const built = (name: string, file: string) => fingerprintOf(error('x', stack(name, file, 1)), { original });
    expect(built('a', '/app/main.4f2c9a71.js')).toEqual(built('t', '/app/main.0b11e7d2.js'));
    expect(built('a', '/app/main.js').culprit).toBe('chargeCard (billing/charge.ts)');
  });
});
