import { type CarpyPath, NAME_LIMITS, parseCarpyPath } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { CarpyLimits, carpyTarget } from '../../src/aggregate/carpy-target.ts';
import { COUNTER, GAUGE, SET, TIMER } from '../../src/protocol/metric-type.ts';

describe('carpyTarget', () => {
  it.each([
    { path: 'carpy.a.s.t.ok', type: TIMER, kind: 'timer' },
    { path: 'carpy.a.s.t.error', type: TIMER, kind: 'timer' },
    { path: 'carpy.a.s.t.children.f.ok', type: TIMER, kind: 'timer' },
    { path: 'carpy.a.s.t.children.f.children.g.error', type: TIMER, kind: 'timer' },
    { path: 'carpy.a.s.runtime.heap', type: TIMER, kind: 'timer' },
    { path: 'carpy.a.s.custom.x.y', type: TIMER, kind: 'timer' },
    { path: 'carpy.a.s.custom.x', type: COUNTER, kind: 'counter' },
    { path: 'carpy.a.s.custom.x', type: GAUGE, kind: 'gauge' },
    { path: 'carpy.a.s.custom.x', type: SET, kind: 'set' },
  ] as const)('$path, type $type, is a $kind', ({ path, type, kind }) => {
    expect(carpyTarget(path, type)).toMatchObject({ kind, path, column: 0 });
  });

  it.each([
    { zone: 'satisfied', column: 0 },
    { zone: 'tolerating', column: 1 },
    { zone: 'frustrated', column: 2 },
  ])('the counter $zone is a column of the Apdex record', ({ zone, column }) => {
    expect(carpyTarget(`carpy.a.s.t.apdex.${zone}`, COUNTER)).toMatchObject({
      kind: 'apdex',
      path: 'carpy.a.s.t.apdex',
      column,
    });
  });

  it.each([
    { path: 'carpy', type: COUNTER },
    { path: 'carpy.a.s.t', type: COUNTER },
    { path: 'carpy.a.s.t.ok', type: COUNTER },
    { path: 'carpy.a.s.t.ok.mean', type: COUNTER },
    { path: 'carpy.a.s.t.ok.mean', type: TIMER },
    { path: 'carpy.a.s.t.ok.mean', type: GAUGE },
    { path: 'carpy.a.s.t.apdex', type: COUNTER },
    { path: 'carpy.a.s.t.apdex', type: TIMER },
    { path: 'carpy.a.s.t.apdex.score', type: COUNTER },
    { path: 'carpy.a.s.t.apdex.satisfied', type: GAUGE },
    { path: 'carpy.a.s.runtime.heap', type: GAUGE },
    { path: 'carpy.a.s.runtime.heap.x', type: TIMER },
    { path: 'carpy.a.s.t.children.ok', type: TIMER },
    { path: 'carpy.a.s.custom', type: COUNTER },
  ] as const)('$path, type $type, has no place', ({ path, type }) => {
    expect(carpyTarget(path, type)).toBeUndefined();
  });
});

describe('CarpyLimits', () => {
  const admits = (limits: CarpyLimits, path: string): boolean => {
    const parsed = parseCarpyPath(path);
    if (parsed === undefined) throw new Error(`no path: ${path}`);
    return limits.admit(parsed);
  };

  it('bounds the transactions of a server, not the outcomes, nor another server’s', () => {
    const limits = new CarpyLimits();
    for (let i = 0; i < NAME_LIMITS.transactionsPerServer; i++) expect(admits(limits, `carpy.a.s.t${i}.ok`)).toBe(true);
    expect(admits(limits, 'carpy.a.s.more.ok')).toBe(false);
    expect(admits(limits, 'carpy.a.s.t0.error')).toBe(true);
    expect(admits(limits, 'carpy.a.s.t0.apdex')).toBe(true);
    expect(admits(limits, 'carpy.a.s.other.ok')).toBe(true);
    expect(admits(limits, 'carpy.a.s2.more.ok')).toBe(true);
    expect(admits(limits, 'carpy.a.s.custom.more')).toBe(true);
  });

  it('bounds the functions in the whole tree of a transaction', () => {
    const limits = new CarpyLimits();
    for (let i = 0; i < NAME_LIMITS.functionsPerTransaction; i++)
      expect(admits(limits, `carpy.a.s.t.children.f${i}.ok`)).toBe(true);
    expect(admits(limits, 'carpy.a.s.t.children.more.ok')).toBe(false);
    expect(admits(limits, 'carpy.a.s.t.children.f0.children.more.ok')).toBe(false);
    expect(admits(limits, 'carpy.a.s.t.children.f0.error')).toBe(true);
    expect(admits(limits, 'carpy.a.s.t.children._own.ok')).toBe(true);
    expect(admits(limits, 'carpy.a.s.t.children.other.ok')).toBe(true);
    expect(admits(limits, 'carpy.a.s.t2.children.more.ok')).toBe(true);
  });

  it('bounds the nesting', () => {
    const nested = (depth: number, last = 'f'): string =>
      `carpy.a.s.t${'.children.f'.repeat(depth - 1)}.children.${last}.ok`;
    const limits = new CarpyLimits();
    expect(admits(limits, nested(NAME_LIMITS.nesting))).toBe(true);
    expect(admits(limits, nested(NAME_LIMITS.nesting + 1))).toBe(false);
    expect(admits(limits, nested(NAME_LIMITS.nesting + 1, 'other'))).toBe(true);
    expect(admits(limits, nested(NAME_LIMITS.nesting + 2, 'other'))).toBe(false);
  });
});

describe('what is released', () => {
  const parsed = (path: string): CarpyPath => parseCarpyPath(path) as CarpyPath;

  it('leaves a place when the last record of its name is gone', () => {
    const limits = new CarpyLimits();
    for (let i = 0; i < 1_000; i++) limits.admit(parsed(`carpy.a.s.t${i}.ok`));
    limits.admit(parsed('carpy.a.s.t0.error'));
    limits.release(parsed('carpy.a.s.t0.ok'));
    expect(limits.admit(parsed('carpy.a.s.new.ok'))).toBe(false);
    limits.release(parsed('carpy.a.s.t0.error'));
    expect(limits.admit(parsed('carpy.a.s.new.ok'))).toBe(true);
    expect(limits.admit(parsed('carpy.a.s.newer.ok'))).toBe(false);
  });

  it('leaves a place for a function too, and its transaction goes with its last record', () => {
    const limits = new CarpyLimits();
    for (let i = 0; i < 200; i++) limits.admit(parsed(`carpy.a.s.t.children.f${i}.ok`));
    expect(limits.admit(parsed('carpy.a.s.t.children.new.ok'))).toBe(false);
    limits.release(parsed('carpy.a.s.t.children.f7.ok'));
    expect(limits.admit(parsed('carpy.a.s.t.children.new.ok'))).toBe(true);
  });
});
