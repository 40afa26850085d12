/** NameIndex beside a list of names and regular expressions, over random declares, removes, releases, renames and questions. */
import { APDEX_LEAVES, type SeriesKind, TIMER_LEAVES } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NameIndex } from '../src/index-tree/name-index.ts';
import { traitsFor } from './names.ts';

/** Kinds by name. */
type Model = Map<string, SeriesKind>;

const isRecord = (kind: SeriesKind | undefined): boolean => kind === 'timer' || kind === 'apdex';
const under = (path: string, top: string): boolean => path === top || path.startsWith(`${top}.`);
const sorted = (all: Iterable<string>): string[] => [...all].sort();

function fits(model: Model, name: string, kind: SeriesKind): boolean {
  if (model.has(name)) return false;
  if (name.includes(';')) return true;
  return [...model].every(([n, k]) => !(isRecord(k) && under(name, n)) && !(isRecord(kind) && under(n, name)));
}

/** Leaves by path. */
function leaves(model: Model): string[] {
  return [...model].flatMap(([name, kind]) => {
    if (name.includes(';')) return [];
    if (kind === 'timer') return TIMER_LEAVES.map((leaf) => `${name}.${leaf}`);
    return kind === 'apdex' ? [name, ...APDEX_LEAVES.map((leaf) => `${name}.${leaf}`)] : [name];
  });
}

const regexOf = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replaceAll('.', '\\.')
      .replaceAll('*', '[^.]*')
      .replace(/\{(.*?),(.*?)\}/g, '(?:$1|$2)')}$`,
  );

function renamed(model: Model, from: string, to: string): Model | undefined {
  if (under(to, from)) return undefined;
  const next: Model = new Map([...model].filter(([name]) => name.includes(';') || !under(name, from)));
  const moved = [...model].filter(([name]) => !name.includes(';') && under(name, from));
  for (const [name, kind] of moved) {
    const target = to + name.slice(from.length);
    if (!fits(next, target, kind)) return undefined;
    next.set(target, kind);
  }
  return next;
}

function compare(index: NameIndex, model: Model, glob: string): void {
  const all = leaves(model);
  expect(index.resolve(glob, 10_000).map((m) => m.path)).toEqual(
    sorted(all.filter((path) => regexOf(glob).test(path))),
  );
  const depth = glob.split('.').length;
  const nodes = new Set(
    all.filter((p) => p.split('.').length >= depth).map((p) => p.split('.').slice(0, depth).join('.')),
  );
  expect(sorted(index.find(glob).map((f) => f.path))).toEqual(
    sorted([...nodes].filter((path) => regexOf(glob).test(path))),
  );
  const records = [...model]
    .filter(([name, kind]) => !name.includes(';') && isRecord(kind) && regexOf(glob).test(name))
    .map(([name]) => name);
  expect(index.resolveRecords(glob, 10_000).map((m) => m.path)).toEqual(sorted(records));
  const tagged = [...model.keys()].filter((name) => name.includes(';'));
  const having = (test: (name: string) => boolean): string[] => sorted(tagged.filter(test));
  const byTags = (...expressions: string[]): string[] => index.findByTags(expressions, 10_000).map((m) => m.path);
  expect(byTags('k=~[ab]')).toEqual(having((name) => /;k=[ab]/.test(name)));
  expect(byTags('k!=', 'j!=a')).toEqual(having((name) => name.includes(';k=') && !name.endsWith(';j=a')));
  expect(byTags('name=~.+', 'j=')).toEqual(having((name) => !name.includes(';j=')));
  expect(index.live).toBe(model.size);
}

const segment = fc.constantFrom('a', 'b', 'c', 'aa', 'ü', '雨');
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((s) => s.join('.'));
const tagged = fc
  .tuple(segment, fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', ';j=a', ';j=b'))
  .map(([name, k, j]) => (j === ';j=b' ? `${name}${j}` : `${name};k=${k}${j}`));
const kind = fc.constantFrom<SeriesKind>('plain', 'gauge', 'timer', 'apdex');
const glob = fc
  .array(fc.constantFrom('*', 'a', 'b', 'a*', '*a', '{a,c}', 'mean'), { minLength: 1, maxLength: 5 })
  .map((s) => s.join('.'));
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('declare' as const), name: fc.oneof(path, path, tagged), kind }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), name: fc.oneof(path, tagged) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), from: path, to: path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const), glob }) },
);

it('answers as a list of names would', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), glob, (steps, last) => {
      const index = new NameIndex();
      let model: Model = new Map();
      for (const s of steps) {
        if (s.do === 'declare') {
          const known = model.get(s.name);
          const made = index.declare(s.name, s.kind, traitsFor);
          if (known === s.kind) expect(made).toMatchObject({ made: false });
          else if (!fits(model, s.name, s.kind)) expect(made).toBe('rejected');
          else {
            expect(made).toMatchObject({ made: true });
            model.set(s.name, s.kind);
          }
          if (made !== 'rejected') expect([index.nameOf(made.id), index.kindOf(made.id)]).toEqual([s.name, s.kind]);
        } else if (s.do === 'remove') {
          const ids = index.idsUnder(s.name);
          const gone = [...model.keys()].filter((n) => n === s.name || (!n.includes(';') && under(n, s.name)));
          expect(sorted(Array.from(ids, (id) => index.nameOf(id) as string))).toEqual(sorted(gone));
          index.remove(ids);
          for (const name of gone) model.delete(name);
          index.release(ids);
        } else if (s.do === 'rename') {
          const next = renamed(model, s.from, s.to);
          if (next === undefined) expect(() => index.rename(s.from, s.to)).toThrowError();
          else index.rename(s.from, s.to);
          model = next ?? model;
        } else compare(index, model, s.glob);
      }
      compare(index, model, last);
      compare(index, model, '*.*');
    }),
    { numRuns: 300 },
  );
});

it('keeps its tables whole while thousands of names come and go', () => {
  const index = new NameIndex();
  const nameOf = (round: number, i: number): string => `round${round % 3}.n${i % 70}.${round}-${i}.x`;
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < 4_000; i++) index.declare(nameOf(round, i), 'plain', traitsFor);
    if (round < 3) continue;
    const gone = Uint32Array.from(index.resolve(`*.*.${round - 3}-*.x`, 4_000), (m) => m.id);
    expect(gone.length).toBe(4_000);
    index.remove(gone);
    index.release(gone);
  }
  expect([index.live, index.count]).toEqual([12_000, 16_000]);
  for (let round = 0; round < 6; round++)
    for (let i = 0; i < 4_000; i += 7) expect(index.existing(nameOf(round, i), 'plain') === 'rejected').toBe(round < 3);
});
