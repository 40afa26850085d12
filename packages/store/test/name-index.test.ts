import { describe, expect, it } from 'vitest';
import { NameIndex } from '../src/index-tree/name-index.ts';
import { NO_SERIES, packTraits } from '../src/schema/schema.ts';
import { names, traitsFor } from './names.ts';

const paths = (found: readonly { readonly path: string }[]): string[] => found.map((f) => f.path);

describe('NameIndex', () => {
  it('numbers names densely and answers them by number', () => {
    const index = new NameIndex();
    expect(index.declare('a.b.c', 'plain', traitsFor)).toEqual({ id: 0, made: true });
    expect(index.declare('a.b', 'gauge', traitsFor)).toEqual({ id: 1, made: true });
    expect(index.declare('x;dc=eu', 'plain', traitsFor)).toEqual({ id: 2, made: true });
    expect(index.declare('a.b.c', 'plain', traitsFor)).toEqual({ id: 0, made: false });
    expect([0, 1, 2, 3].map((id) => index.nameOf(id))).toEqual(['a.b.c', 'a.b', 'x;dc=eu', undefined]);
    expect(index.find('a.*')).toEqual([{ path: 'a.b', name: 'b', leaf: true, branch: true }]);
    expect(index.kindOf(1)).toBe('gauge');
  });

  it.each([
    ['', 'plain'],
    ['a..b', 'plain'],
    ['.a', 'plain'],
    ['a.', 'plain'],
    ['r', 'apdex'],
    ['r', 'plain'],
    ['r.mean', 'plain'],
    ['r.x.y', 'timer'],
    ['p', 'gauge'],
    ['branch', 'timer'],
    ['x'.repeat(1_025), 'plain'],
    [`a${'.a'.repeat(256)}`, 'plain'],
    ['half \ud800 a pair', 'plain'],
    [`${'x'.repeat(9_000)};a=b`, 'plain'],
  ] as const)('rejects %j as %s and makes nothing', (name, kind) => {
    const index = names('r timer', 'p', 'branch.leaf');
    const before = index.find('*');
    expect(index.declare(name, kind, traitsFor)).toBe('rejected');
    expect(index.restore(3, name, packTraits({ kind, outcome: false, schema: 0, undecided: false, rule: 0 }))).toBe(
      false,
    );
    expect(index.count).toBe(3);
    expect(index.find('*')).toEqual(before);
  });

  it('sorts by path, as text, whatever the characters', () => {
    const index = names('a.x', 'a-b.x', 'B.x', 'b.x', 'a.y', '雨.x', 'é.x');
    expect(paths(index.resolve('*.*', 10))).toEqual(['B.x', 'a-b.x', 'a.x', 'a.y', 'b.x', 'é.x', '雨.x']);
  });

  it('counts the limit in matches', () => {
    const index = names('a.0', 'a.1', 'a.2', 't;a=1', 't;a=2');
    expect(index.resolve('a.*', 3).length).toBe(3);
    const tooMuch = expect.objectContaining({ code: 'CARPY_TOO_MUCH' });
    expect(() => index.resolve('a.*', 2)).toThrowError(tooMuch);
    expect(() => index.findByTags(['name=t'], 1)).toThrowError(tooMuch);
    expect(index.resolve('a.{1,1}', 5).length).toBe(1);
  });

  it('bounds the nodes that it finds', () => {
    const index = names('a.0', 'a.1', 'b.0');
    const tooMuch = expect.objectContaining({ code: 'CARPY_TOO_MUCH' });
    expect(index.find('*.*', { limit: 3 }).length).toBe(3);
    expect(() => index.find('*.*', { limit: 2 })).toThrowError(tooMuch);
  });

  it.each([
    ['a.**', ['a.b', 'a.b.c', 'a.b.c.d', 'a.b2', 'a.c']],
    ['**.c', ['a.b.c', 'a.c', 'c']],
    ['a.**.c', ['a.b.c', 'a.c']],
    ['a.**.c.*', ['a.b.c.d']],
    ['**.b.**', ['a.b.c', 'a.b.c.d']],
    ['**.**.d', ['a.b.c.d']],
    ['a.b.**.c', ['a.b.c']],
    ['**.mean', ['r.ok.mean']],
    ['r.**.m*', ['r.ok.mean', 'r.ok.median']],
    ['a.**x', []],
    ['**', ['a.b', 'a.b.c', 'a.b.c.d', 'a.b2', 'a.c', 'c', 'r.ok.count']],
  ])('`**` stands for any number of levels: %s', (pattern, want) => {
    const index = names('a.b', 'a.b.c', 'a.b.c.d', 'a.b2', 'a.c', 'c', 'r.ok timer');
    const leaves = paths(index.resolve(pattern, 20));
    expect(pattern === '**' ? leaves.slice(0, want.length) : leaves).toEqual(want);
    const found = index.find(pattern).filter((node) => node.leaf);
    expect(paths(found).sort()).toEqual(leaves);
    expect(paths(index.resolveRecords('**', 5))).toEqual(['r.ok']);
  });

  it('uses ids again only when they are released, and not those with a name', () => {
    const index = names('a', 'b', 'c');
    index.remove(Uint32Array.of(1));
    expect([index.live, index.count, index.nameOf(1), index.traits[1]]).toEqual([2, 3, undefined, NO_SERIES]);
    expect(index.declare('d', 'plain', traitsFor)).toEqual({ id: 3, made: true });
    index.release([0, 1, 1, 99]);
    expect(index.declare('b', 'gauge', traitsFor)).toEqual({ id: 1, made: true });
    expect(index.declare('e', 'plain', traitsFor)).toEqual({ id: 4, made: true });
    expect(index.nameOf(0)).toBe('a');
  });

  it('restores names to their ids and keeps those between from others', () => {
    const index = new NameIndex();
    expect(index.restore(5_000, 'a', traitsFor('a', 'plain'))).toBe(true);
    expect(index.restore(5_000, 'b', traitsFor('b', 'plain'))).toBe(false);
    expect(index.restore(3, 'a', traitsFor('a', 'plain'))).toBe(false);
    expect(index.restore(3, 'b', traitsFor('b', 'gauge'))).toBe(true);
    expect(index.declare('c', 'plain', traitsFor)).toEqual({ id: 5_001, made: true });
    expect([index.kindOf(3), index.kindOf(4), index.live]).toEqual(['gauge', undefined, 3]);
  });

  it('drops empty branches', () => {
    const index = names('a.b.c', 'a.d');
    index.remove(index.idsUnder('a.b'));
    expect(paths(index.find('a.*'))).toEqual(['a.d']);
    index.remove(index.idsUnder('a'));
    expect(index.find('*')).toEqual([]);
  });

  it('leaves out silent servers under a wildcard, and apps that have no other', () => {
    const index = names('carpy.a.old.t.ok timer', 'carpy.a.new.t.ok timer', 'carpy.b.old.custom.x', 'other.a.old.x');
    index.touch(0, 10);
    index.touch(1, 20);
    index.touch(2, 10);
    const hide = { silent: 'hide', silentBeforeDay: 15 } as const;
    const find = (pattern: string): string[] => paths(index.find(pattern, hide));
    expect(find('carpy.*')).toEqual(['carpy.a']);
    expect(find('carpy.*.*')).toEqual(['carpy.a.new']);
    expect(find('carpy.*.*.*')).toEqual(['carpy.a.new.t']);
    expect(find('*.*.o*')).toEqual(['other.a.old']);
    expect(find('carpy.b')).toEqual(['carpy.b']);
    expect(find('carpy.*.old')).toEqual(['carpy.a.old', 'carpy.b.old']);
    expect(paths(index.find('carpy.*', { silent: 'show', silentBeforeDay: 15 }))).toEqual(['carpy.a', 'carpy.b']);
    expect(index.resolveRecords('carpy.*.*.t.ok', 9).length).toBe(2);
    index.touch(2, 15);
    expect(find('carpy.*')).toEqual(['carpy.a', 'carpy.b']);
    index.rename('carpy.a.new', 'carpy.c.new');
    expect(find('carpy.*')).toEqual(['carpy.b', 'carpy.c']);
  });

  it('moves a branch onto its own parent', () => {
    const index = names('a.b', 'a.b.b', 'a.b.c');
    expect([...index.rename('a.b', 'a').ids]).toEqual([0, 1, 2]);
    expect([0, 1, 2].map((id) => index.nameOf(id))).toEqual(['a', 'a.b', 'a.c']);
  });

  it.each([
    ['m', 'm.x'],
    ['m', 'm'],
    ['m', 'r.x'],
    ['m', 'taken'],
    ['m', 'x..y'],
    ['m', ''],
    ['m', 't;a=1'],
    ['r', 'branch'],
  ])('refuses to rename %s to %s, and changes nothing', (from, to) => {
    const index = names('m.a', 'm.b', 'r timer', 'taken.b', 'branch.leaf');
    expect(() => index.rename(from, to)).toThrowError(expect.objectContaining({ code: 'CARPY_BAD_REQUEST' }));
    expect([0, 1, 2, 3, 4, 5].map((id) => index.nameOf(id))).toEqual([
      'm.a',
      'm.b',
      'r',
      'taken.b',
      'branch.leaf',
      undefined,
    ]);
    expect(paths(index.resolve('*.*', 20))).toContain('m.a');
  });
});
