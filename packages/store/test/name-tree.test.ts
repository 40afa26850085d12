import { describe, expect, it } from 'vitest';
import { NameTree } from '../src/index-tree/name-tree.ts';

describe('NameTree', () => {
  it('numbers names densely and answers them by number', () => {
    const tree = new NameTree();
    expect(tree.declare('a.b.c', 'plain')).toEqual({ id: 0, made: true });
    expect(tree.declare('a.b', 'gauge')).toEqual({ id: 1, made: true });
    expect(tree.declare('x;dc=eu', 'plain')).toEqual({ id: 2, made: true });
    expect(tree.declare('a.b.c', 'plain')).toEqual({ id: 0, made: false });
    expect([0, 1, 2, 3].map((id) => tree.nameOf(id))).toEqual(['a.b.c', 'a.b', 'x;dc=eu', undefined]);
    expect(tree.find('a.*')).toEqual([{ path: 'a.b', name: 'b', leaf: true, branch: true }]);
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
    ['half \ud800 a pair', 'plain'],
    [`${'x'.repeat(9_000)};a=b`, 'plain'],
  ] as const)('rejects %j as %s and makes nothing', (name, kind) => {
    const tree = new NameTree();
    tree.declare('r', 'timer');
    tree.declare('p', 'plain');
    tree.declare('branch.leaf', 'plain');
    const before = tree.find('*');
    expect(tree.declare(name, kind)).toBe('rejected');
    expect(tree.count).toBe(3);
    expect(tree.find('*')).toEqual(before);
  });

  it('sorts by path, as text', () => {
    const tree = new NameTree();
    for (const name of ['a.x', 'a-b.x', 'B.x', 'b.x', 'a.y']) tree.declare(name, 'plain');
    expect(tree.resolve('*.*', 10).map((m) => m.path)).toEqual(['B.x', 'a-b.x', 'a.x', 'a.y', 'b.x']);
  });

  it('counts the limit in matches', () => {
    const tree = new NameTree();
    for (let i = 0; i < 5; i++) tree.declare(`a.${i}`, 'plain');
    expect(tree.resolve('a.*', 5).length).toBe(5);
    expect(() => tree.resolve('a.*', 4)).toThrowError(expect.objectContaining({ code: 'CARPY_TOO_MUCH' }));
    expect(tree.resolve('a.{1,1}', 5).length).toBe(1);
  });

  it('gives no name to reserved numbers', () => {
    const tree = new NameTree();
    tree.reserve();
    expect(tree.declare('a', 'plain')).toEqual({ id: 1, made: true });
    expect(tree.nameOf(0)).toBeUndefined();
    expect(tree.kindOf(0)).toBeUndefined();
    expect(tree.existing('a', 'plain')).toEqual({ id: 1, made: false });
    expect(tree.existing('b', 'plain')).toBe('rejected');
  });
});
