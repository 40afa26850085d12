import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mappings } from '../src/source-maps/mappings.ts';
import { SourceMap } from '../src/source-maps/source-map.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function vlq(n: number): string {
  let rest = n < 0 ? -n * 2 + 1 : n * 2;
  let text = '';
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS[digit + (rest > 0 ? 32 : 0)];
  } while (rest > 0);
  return text;
}

type Segment = readonly [column: number, source: number, line: number, column: number, name?: number];

/** Segments by line of the built file. */
function encoded(lines: readonly (readonly Segment[])[]): string {
  const last = [0, 0, 0, 0, 0];
  return lines
    .map((segments) => {
      last[0] = 0;
      return segments
        .map((segment) =>
          segment
            .map((value, i) => {
              const text = vlq((value as number) - (last[i] as number));
              last[i] = value as number;
              return text;
            })
            .join(''),
        )
        .join(',');
    })
    .join(';');
}

describe('Mappings', () => {
  it('finds what was written, in any map', () => {
    const segment = fc.tuple(fc.nat(500), fc.nat(20), fc.nat(1_000), fc.nat(1_000), fc.nat(50));
    const lines = fc.array(fc.array(segment, { maxLength: 60 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lines, fc.nat(40), fc.nat(600), (given, line, column) => {
        const sorted = given.map((segments) =>
          [...new Map(segments.map((s) => [s[0], s])).values()].sort((a, b) => a[0] - b[0]),
        );
        const [, source, l, c, name] = sorted[line]?.findLast(([at]) => at <= column) ?? [];
        const expected = source === undefined ? undefined : { source, line: l, column: c, name };
        expect(new Mappings(encoded(sorted)).find(line, column)).toEqual(expected);
      }),
    );
  });

  it('finds places of one line of many segments', () => {
    const segments = Array.from({ length: 50_000 }, (_, i): Segment => [i * 3, i % 7, i, i % 11]);
    const mappings = new Mappings(encoded([[], segments]));
    for (const i of [0, 1, 2_047, 2_048, 2_049, 31_337, 49_999])
      expect(mappings.find(1, i * 3 + 2)).toEqual({ source: i % 7, line: i, column: i % 11, name: undefined });
    expect(mappings.find(0, 5)).toBeUndefined();
    expect(mappings.find(2, 0)).toBeUndefined();
  });

  it.each(['!', 'A A', 'AAAAAAA', 'AA', 'gggggggggA', 'g'])('refuses %j', (text) => {
    expect(() => new Mappings(text)).toThrow('mappings: character');
  });

  it('takes any text or refuses it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...DIGITS, ',', ';', '!', 'é') }), (text) => {
        try {
          new Mappings(text).find(0, 0);
        } catch (e) {
          expect(String(e)).toContain('mappings: character');
        }
      }),
    );
  });
});

const map = (more: object): string =>
  JSON.stringify({
    version: 3,
    sources: ['../src/pay.ts'],
    names: ['pay'],
    mappings: encoded([[[0, 0, 1, 2, 0]]]),
    ...more,
  });

describe('SourceMap', () => {
  it.each([
    [{}, { file: 'src/pay.ts', line: 2, column: 3, name: 'pay' }],
    [{ sources: ['webpack://shop/./src/pay.ts?1a2b'] }, { file: 'src/pay.ts' }],
    [{ sources: ['pay.ts'], sourceRoot: 'lib/' }, { file: 'lib/pay.ts' }],
    [{ sources: ['/srv/src/pay.ts'] }, { file: '/srv/src/pay.ts' }],
    [{ sources: ['../node_modules/x/i.js'] }, { file: 'node_modules/x/i.js' }],
    [{ sourcesContent: ['one\ntwo\nthree'] }, { source: { startLine: 1, lines: ['one', 'two', 'three'] } }],
    [{ sourcesContent: ['one'] }, { source: undefined }],
    [
      { sourcesContent: 7, names: ['pay', {}] },
      { source: undefined, name: 'pay' },
    ],
  ])('%j', (more, expected) => {
    expect(new SourceMap(map(more)).original(1, 10)).toMatchObject(expected);
  });

  it('reads brackets in strings as what they are', () => {
    const content = `${'{["'.repeat(30_000)}\\`;
    expect(new SourceMap(map({ sourcesContent: [content, '\\\\'] })).original(1, 1)).toBeDefined();
  });

  it('tells five lines before and behind', () => {
    const content = Array.from({ length: 100 }, (_, i) => `line ${i + 1}`).join('\r\n');
    const mappings = encoded([[[0, 0, 49, 0]]]);
    const found = new SourceMap(map({ mappings, sourcesContent: [content] })).original(1, 1);
    expect(found?.source).toEqual({ startLine: 45, lines: Array.from({ length: 11 }, (_, i) => `line ${i + 45}`) });
  });

  it('reads maps put together from others', () => {
    const part = (file: string): unknown =>
      JSON.parse(map({ sources: [file], names: [], mappings: encoded([[[0, 0, 0, 0]], [[0, 0, 1, 0]]]) }));
    const text = JSON.stringify({
      version: 3,
      sections: [
        { offset: { line: 0, column: 0 }, map: part('a.ts') },
        { offset: { line: 1, column: 40 }, map: part('b.ts') },
      ],
    });
    const whole = new SourceMap(`)]}'\n${text}`);
    const at = (line: number, column: number): unknown => {
      const { file, line: l } = whole.original(line, column) ?? {};
      return [file, l];
    };
    expect([at(1, 1), at(2, 10), at(2, 41), at(3, 1), at(9, 1)]).toEqual([
      ['a.ts', 1],
      ['a.ts', 2],
      ['b.ts', 1],
      ['b.ts', 2],
      [undefined, undefined],
    ]);
  });

  it.each([
    ['', 'not JSON'],
    ['[]', 'the map: an object'],
    ['{"version":2}', 'version: 3'],
    [map({ sources: undefined }), 'sources: a list'],
    [map({ sources: 'a' }), 'sources: a list'],
    [map({ mappings: 7 }), 'mappings: text'],
    [map({ mappings: '!!' }), 'mappings: character'],
    [map({ mappings: ';'.repeat(1_000_001) }), 'more than 1000000 lines'],
    ['['.repeat(30_000), 'too many lists'],
    [`{"version":3,"x":[${'{},'.repeat(30_000)}{}]}`, 'too many lists'],
    [
      JSON.stringify({ version: 3, sections: [{ offset: { line: -1, column: 0 }, map: {} }] }),
      'sections[0].offset.line',
    ],
    [JSON.stringify({ version: 3, sections: [null] }), 'sections[0]'],
  ])('refuses %.60s', (text, why) => {
    expect(() => new SourceMap(text)).toThrow(why);
  });

  it('answers nothing for places that a map can not mean', () => {
    const odd = new SourceMap(map({ mappings: `${vlq(0)}${vlq(5)}${vlq(-3)}${vlq(0)}` }));
    expect(odd.original(1, 1)).toBeUndefined();
    expect(odd.original(0, 0)).toBeUndefined();
    expect(odd.original(1e9, 1e9)).toBeUndefined();
  });
});
