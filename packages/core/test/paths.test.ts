import { childBase, isTransactionOutcome, parseCarpyPath, transactionBase } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const base = transactionBase('shop', 'web', 'GET-a');

describe('paths', () => {
  it('are built as the tree says', () => {
    expect(base).toBe('carpy.shop.web.GET-a');
    expect(childBase(childBase(base, 'f'), 'g')).toBe('carpy.shop.web.GET-a.children.f.children.g');
  });

  it.each([
    [`${base}.ok`, { kind: 'transaction', app: 'shop', server: 'web', transaction: 'GET-a', outcome: 'ok' }],
    [`${base}.error`, { kind: 'transaction', app: 'shop', server: 'web', transaction: 'GET-a', outcome: 'error' }],
    [`${base}.apdex`, { kind: 'apdex', app: 'shop', server: 'web', transaction: 'GET-a' }],
    ['carpy.shop.web.runtime.heap', { kind: 'runtime', app: 'shop', server: 'web', value: 'heap' }],
    ['carpy.shop.web.custom.sold', { kind: 'custom', app: 'shop', server: 'web', name: 'sold' }],
    ['carpy.shop.web.custom.sold.today', { kind: 'custom', app: 'shop', server: 'web', name: 'sold.today' }],
    [
      `${base}.children._own.ok`,
      { kind: 'function', app: 'shop', server: 'web', transaction: 'GET-a', functions: ['_own'], outcome: 'ok' },
    ],
    [
      `${base}.children.f.children.children.error`,
      {
        kind: 'function',
        app: 'shop',
        server: 'web',
        transaction: 'GET-a',
        functions: ['f', 'children'],
        outcome: 'error',
      },
    ],
  ])('%s is read', (path, want) => expect(parseCarpyPath(path)).toEqual(want));

  it.each([
    '',
    'carpy',
    'carpy.shop',
    'carpy.shop.web',
    base,
    `${base}.mean`,
    `${base}.ok.mean`,
    `${base}.children.ok`,
    `${base}.children.f`,
    `${base}.children.f.children.ok`,
    `${base}.f.ok`,
    `${base}.children.f.apdex`,
    'carpy.shop..GET-a.ok',
    'carpy.shop.web.runtime',
    'carpy.shop.web.runtime.heap.used',
    'carpy.shop.web.custom',
    'stats.shop.web.GET-a.ok',
    `${base}.ok.`,
  ])('%s is no record', (path) => expect(parseCarpyPath(path)).toBeUndefined());

  it('of functions at any depth are read back', () => {
    const segments = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
    fc.assert(
      fc.property(
        segments,
        segments,
        fc.array(segments, { minLength: 1, maxLength: 11 }),
        fc.constantFrom('ok', 'error'),
        (app, server, functions, outcome) => {
          const path = `${functions.reduce(childBase, transactionBase(app, server, 't'))}.${outcome}`;
          expect(parseCarpyPath(path)).toEqual({ kind: 'function', app, server, transaction: 't', functions, outcome });
          expect(isTransactionOutcome(path)).toBe(false);
        },
      ),
    );
  });

  it('of outcomes of transactions are told apart', () => {
    expect(isTransactionOutcome(`${base}.error`)).toBe(true);
    expect(isTransactionOutcome(`${base}.apdex`)).toBe(false);
    expect(isTransactionOutcome('carpy.shop.web.runtime.ok')).toBe(false);
  });
});
