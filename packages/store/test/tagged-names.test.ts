import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaggedNames } from '../src/embedded/tagged-names.ts';
import { neededPart, startOf } from '../src/index-tree/regex-start.ts';
import { names } from './names.ts';

const series = [
  'cpu;dc=eu;host=a1',
  'cpu;host=b1',
  'servers.web-1.cpu',
  'servers.web-1.cpu.user',
  'servers.web-1-old.cpu',
  'cpu',
  'carpy.shop.s.t.ok timer',
  'carpy.shop.s.t.apdex apdex',
];
const tagged = (): TaggedNames => new TaggedNames(names(...series));
const timer = ['count', 'lower', 'mean', 'median', 'upper', 'upper_95'].map((leaf) => `carpy.shop.s.t.ok.${leaf}`);
const apdex = ['', '.frustrated', '.satisfied', '.score', '.tolerating'].map((leaf) => `carpy.shop.s.t.apdex${leaf}`);
const untagged = [
  ...apdex,
  ...timer,
  'cpu',
  'servers.web-1-old.cpu',
  'servers.web-1.cpu',
  'servers.web-1.cpu.user',
].sort();

describe('find', () => {
  it.each<[string[], string[]]>([
    [['name=servers.web-1.cpu'], ['servers.web-1.cpu']],
    [['name=cpu'], ['cpu', 'cpu;dc=eu;host=a1', 'cpu;host=b1']],
    [
      ['name=cpu', 'host!='],
      ['cpu;dc=eu;host=a1', 'cpu;host=b1'],
    ],
    [['name=cpu', 'host='], ['cpu']],
    [
      ['name=cpu', 'dc!=eu'],
      ['cpu', 'cpu;host=b1'],
    ],
    [['name=~servers'], ['servers.web-1-old.cpu', 'servers.web-1.cpu', 'servers.web-1.cpu.user']],
    [['name=~.*cpu$', 'name!=~servers', 'host='], ['cpu']],
    [['name=carpy.shop.s.t.ok.mean'], ['carpy.shop.s.t.ok.mean']],
    [['name=carpy.shop.s.t.ok'], []],
    [['name=servers.*.cpu'], []],
    [['name=~carpy.*upper'], ['carpy.shop.s.t.ok.upper', 'carpy.shop.s.t.ok.upper_95']],
    [['host=b1'], ['cpu;host=b1']],
  ])('%j', async (expressions, paths) => {
    expect((await tagged().find(expressions, 20)).map((m) => m.path)).toEqual(paths);
  });

  it('names the leaf of a record', async () => {
    expect(await tagged().find(['name=~carpy.*(mean|apdex)$'], 20)).toEqual([
      { id: 7, path: 'carpy.shop.s.t.apdex', kind: 'apdex', leaf: 'score' },
      { id: 6, path: 'carpy.shop.s.t.ok.mean', kind: 'timer', leaf: 'mean' },
    ]);
  });

  it('refuses more than the limit, and what matches an absent tag', async () => {
    await expect(tagged().find(['name!='], 5)).rejects.toMatchObject({ code: 'CARPY_TOO_MUCH' });
    await expect(tagged().find(['name!=cpu'], 5)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
  });
});

describe('complete', () => {
  it.each<[string | undefined, string, string[], string[]]>([
    [undefined, '', [], ['dc', 'host', 'name']],
    [undefined, 'n', [], ['name']],
    [undefined, '', ['name=cpu'], ['dc', 'host']],
    ['name', 'servers.web-1', [], ['servers.web-1-old.cpu', 'servers.web-1.cpu', 'servers.web-1.cpu.user']],
    ['name', 'servers.web-1.', [], ['servers.web-1.cpu', 'servers.web-1.cpu.user']],
    ['name', 'c', ['host!='], ['cpu']],
    ['name', '', ['name=~.*cpu$'], ['cpu', 'servers.web-1-old.cpu', 'servers.web-1.cpu']],
    ['host', '', ['name=cpu'], ['a1', 'b1']],
    ['name', 'x', [], []],
  ])('tag %s, prefix %j, %j', async (tag, prefix, expressions, expected) => {
    expect(await tagged().complete({ tag, prefix, expressions, limit: 20 })).toEqual(expected);
  });

  it('takes tags by a regular expression', async () => {
    const request = { tag: undefined, prefix: '', expressions: [], limit: 9 };
    expect(await tagged().complete({ ...request, filter: 'd|n' })).toEqual(['dc', 'name']);
    expect(await tagged().complete({ ...request, filter: '^.o', limit: 1 })).toEqual(['host']);
  });

  it('has a name where nothing is tagged, and nothing where nothing is', async () => {
    const request = { tag: undefined, prefix: '', expressions: [], limit: 9 };
    expect(await new TaggedNames(names('a.b')).complete(request)).toEqual(['name']);
    expect(await new TaggedNames(names()).complete(request)).toEqual([]);
  });

  it('answers the first names in order, whatever their order of coming', async () => {
    const segment = fc.constantFrom('a', 'b', 'a-b', 'a+', 'ab', 'b.c', 'z');
    const paths = fc.uniqueArray(fc.array(segment, { minLength: 1, maxLength: 3 }).map((s) => s.join('.')));
    await fc.assert(
      fc.asyncProperty(
        paths,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('', 'a', 'a.', 'a.b', 'b.c'),
        async (all, limit, prefix) => {
          const found = await new TaggedNames(names(...all)).complete({ tag: 'name', prefix, expressions: [], limit });
          expect(found).toEqual(
            all
              .filter((path) => path.startsWith(prefix))
              .sort()
              .slice(0, limit),
          );
        },
      ),
    );
  });
});

describe('values', () => {
  const values = (tag: string, filter?: string, limit = 20): Promise<unknown> =>
    tagged().values({ tag, filter, limit });

  it('counts series, tagged and untagged', async () => {
    expect(await values('host')).toEqual([
      { value: 'a1', series: 1 },
      { value: 'b1', series: 1 },
    ]);
    expect(await values('name', 'cpu')).toEqual([{ value: 'cpu', series: 3 }]);
    expect(await values('host', 'b')).toEqual([{ value: 'b1', series: 1 }]);
    expect(await values('host', undefined, 1)).toEqual([{ value: 'a1', series: 1 }]);
  });

  it('lists all names, and knows no other tag', async () => {
    expect(((await values('name')) as { value: string }[]).map(({ value }) => value)).toEqual(untagged);
    expect(await values('nosuch')).toBeUndefined();
    expect(await values('host', 'zzz')).toEqual([]);
  });
});

describe('paths', () => {
  it('pages through all leaves, untagged ones only', () => {
    const all: string[] = [];
    let pages = 0;
    for (let after: number | undefined = 0; after !== undefined; pages++) {
      const page = tagged().paths({ after, series: 2 });
      all.push(...page.paths);
      after = page.next;
    }
    expect(all.sort()).toEqual(untagged);
    expect(pages).toBeGreaterThan(2);
  });
});

it('begins anew when names go while it looks, and ends however many go', async () => {
  const all = Array.from({ length: 30_000 }, (_, i) => `a.b${i}.c`);
  const index = names(...all);
  let gone = 0;
  let ended = false;
  const remove = (): void => {
    if (ended) return;
    index.remove(Uint32Array.of(gone++));
    setImmediate(remove);
  };
  setImmediate(remove);
  const found = await new TaggedNames(index).find(['name=~.*c$'], 30_000);
  ended = true;
  expect(gone).toBeGreaterThan(0);
  expect(found.map((m) => m.id)).not.toContain(0);
  expect(new Set(found.map((m) => m.path)).size).toBe(found.length);
  expect(found.length).toBeGreaterThanOrEqual(30_000 - gone);
});

it('ends between two slices when it is told to', async () => {
  const index = new TaggedNames(names(...Array.from({ length: 30_000 }, (_, i) => `a.b${i}.c`)));
  const check = (): never => {
    throw new Error('enough');
  };
  await expect(index.find(['name=~.*c$'], 30_000, check)).rejects.toThrow('enough');
  const completion = { tag: 'name', prefix: '', expressions: ['name=~.*c$'], limit: 9 };
  await expect(index.complete(completion, check)).rejects.toThrow('enough');
  await expect(index.values({ tag: 'name', filter: '.*c$', limit: 9 }, check)).rejects.toThrow('enough');
});

describe('startOf', () => {
  it.each([
    ['servers\\.web', 'servers.db', false],
    ['^servers.web', 'servers-web', true],
    ['servers.web', 'serv', true],
    ['servers.web', 'stats', false],
    ['a*b', 'b', true],
    ['ab?c', 'ac', true],
    ['ab+c', 'abb', true],
    ['ab+c', 'b', false],
    ['a|b', 'c', true],
    ['(?:a)', 'b', true],
    ['\\d', '5', true],
    ['.x', '\u{1f600}x', true],
    ['', 'a', true],
  ])('of %s: a name that begins with %s can match: %s', (pattern, text, can) => {
    expect(startOf(pattern)(text)).toBe(can);
  });

  it.each([
    ['.*host17.*metric5$', 'metric5'],
    ['^servers\\.db', 'servers.db'],
    ['ab+c', 'ab'],
    ['ab*cde', 'cde'],
    ['abc?d', 'ab'],
    ['abc{2}defgh', 'ab'],
    ['a[bc]def', 'a'],
    ['(abc)', ''],
    ['abc|d', ''],
    ['a\\dbc', 'bc'],
    ['', ''],
  ])('%s needs "%s"', (pattern, part) => {
    expect(neededPart(pattern)).toBe(part);
  });

  it('never rules out what matches', () => {
    const part = fc.constantFrom('a', 'b', '.', '\\.', '[ab]', 'a*', 'b?', 'a+', '(a)', 'a{2}', '^', '-');
    const pattern = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom(...'ab.-'), maxLength: 6 }), (p, v) => {
        if (!new RegExp(`^(?:${p})`).test(v)) return;
        expect(v, p).toContain(neededPart(p));
        for (let i = 0; i <= v.length; i++) expect(startOf(p)(v.slice(0, i)), `${p} on ${v}`).toBe(true);
      }),
    );
  });
});
