import { describe, expect, it } from 'vitest';
import { names } from './names.ts';

const BAD = expect.objectContaining({ code: 'CARPY_BAD_REQUEST' });
const series = ['cpu;dc=eu;host=a1', 'cpu;dc=us;host=b1', 'disk;dc=eu;host=a2', 'disk;host=b2', 'untagged.cpu'];

describe('findByTags', () => {
  it.each([
    [['dc=eu'], [0, 2]],
    [['name=cpu'], [0, 1]],
    [['name=cpu', 'dc!=eu'], [1]],
    [['name=disk', 'dc='], [3]],
    [['name=disk', 'dc!='], [2]],
    [['host=~a'], [0, 2]],
    [['host=~1'], []],
    [['host=~^(a|b)1$'], [0, 1]],
    [['host=~.*1', 'dc!=~^u'], [0]],
    [['name=disk', 'dc!=~eu'], [3]],
    [
      ['name=disk', 'dc=~.*'],
      [2, 3],
    ],
    [['nosuch=x'], []],
    [['dc=eu', 'dc=us'], []],
  ])('%j', (expressions, ids) => {
    expect(
      names(...series)
        .findByTags(expressions, 10)
        .map((m) => m.id),
    ).toEqual(ids);
  });

  it.each([[['dc!=eu']], [['dc=~.*']], [['dc=']], [[]], [['dc']], [['=x']], [['dc=~(']], [Array(101).fill('a=b')]])(
    'refuses %j',
    (expressions) => {
      expect(() => names(...series).findByTags(expressions, 10)).toThrowError(BAD);
    },
  );

  it('answers ids that are used again', () => {
    const index = names(...series);
    index.remove(Uint32Array.of(0));
    expect(index.findByTags(['dc=eu'], 9).map((m) => m.path)).toEqual(['disk;dc=eu;host=a2']);
    expect(index.resolve('cpu;dc=eu;host=a1', 1)).toEqual([]);
    index.release([0]);
    index.declare('new;dc=eu;host=a1', 'plain', () => 5);
    expect(index.findByTags(['dc=eu', 'host!=a3'], 9).map((m) => m.id)).toEqual([2, 0]);
  });
});

describe('complete', () => {
  it.each([
    [undefined, '', [], ['dc', 'host', 'name']],
    [undefined, 'h', [], ['host']],
    [undefined, '', ['dc=eu'], ['host', 'name']],
    ['host', '', [], ['a1', 'a2', 'b1', 'b2']],
    ['host', 'b', [], ['b1', 'b2']],
    ['host', '', ['dc!=eu'], ['b1', 'b2']],
    ['dc', '', ['name=disk'], ['eu']],
    ['nosuch', '', [], []],
  ])('tag %s, prefix %j, %j', (tag, prefix, expressions, expected) => {
    expect(names(...series).tags.complete({ tag, prefix, expressions, limit: 10 })).toEqual(expected);
  });

  it('answers at most the limit', () => {
    expect(names(...series).tags.complete({ tag: 'host', prefix: '', expressions: [], limit: 2 })).toEqual([
      'a1',
      'a2',
    ]);
  });
});
