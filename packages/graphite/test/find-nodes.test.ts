import { completerQuery, type FoundPath, findToCompleter, findToTreeJson } from '@carpy/graphite';
import { expect, it } from 'vitest';

const branch = (path: string): FoundPath => ({
  path,
  name: path.split('.').at(-1) as string,
  leaf: false,
  branch: true,
});
const leaf = (path: string): FoundPath => ({ ...branch(path), leaf: true, branch: false });
const both = (path: string): FoundPath => ({ ...branch(path), leaf: true });

it('treejson puts branches first, each name once, a node that is both as its branch', () => {
  expect(findToTreeJson([leaf('a.x'), both('a.b'), branch('a.c'), leaf('a.c')], 'a.*')).toEqual([
    { text: 'b', id: 'a.b', allowChildren: 1, expandable: 1, leaf: 0 },
    { text: 'c', id: 'a.c', allowChildren: 1, expandable: 1, leaf: 0 },
    { text: 'x', id: 'a.x', allowChildren: 0, expandable: 0, leaf: 1 },
  ]);
});

it('treejson keeps the globs of the query in its ids', () => {
  expect(findToTreeJson([leaf('a.x.v'), leaf('a.y.v')], 'a.*.v')).toEqual([
    { text: 'v', id: 'a.*.v', allowChildren: 0, expandable: 0, leaf: 1 },
  ]);
  expect(findToTreeJson([branch('a')], '*')[0]?.id).toBe('a');
});

it('treejson offers a wildcard first when several match and it is asked for', () => {
  expect(findToTreeJson([leaf('a.x'), branch('a.b')], 'a.*', true)[0]).toEqual({
    text: '*',
    id: 'a.*',
    allowChildren: 1,
    expandable: 1,
    leaf: 0,
  });
  expect(findToTreeJson([leaf('a.x'), leaf('a.y')], 'a.*', true)[0]).toMatchObject({ text: '*', leaf: 1 });
  expect(findToTreeJson([leaf('a.x')], 'a.*', true)).toHaveLength(1);
  expect(findToTreeJson([both('a.x')], 'a.*', true).map(({ text }) => text)).toEqual(['*', 'x']);
});

it('completer lists paths, a node that is both twice, the wildcard last', () => {
  expect(findToCompleter([both('a.b'), leaf('a.a')], true)).toEqual({
    metrics: [
      { path: 'a.a', name: 'a', is_leaf: '1' },
      { path: 'a.b.', name: 'b', is_leaf: '0' },
      { path: 'a.b', name: 'b', is_leaf: '1' },
      { name: '*' },
    ],
  });
});

it.each([
  ['', '*'],
  ['a', 'a*'],
  ['a.', 'a.*'],
  ['a..b', 'a*.b*'],
  ['a.*', 'a.*'],
])('completes %j as %j', (query, want) => {
  expect(completerQuery(query)).toBe(want);
});
