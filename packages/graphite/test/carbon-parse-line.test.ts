import { NameTable } from '@carpy/core';
import { CarbonParser, PointBuffer } from '@carpy/graphite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const NOW_S = 1_700_000_000;

interface Read {
  readonly points: [string, number, number][];
  readonly bad: Record<string, number>;
}

function subject(
  names = new NameTable(),
  maxPoints = 10_000,
): { points: PointBuffer; parser: CarbonParser; read(text: string): Read } {
  const points = new PointBuffer({ names, maxPoints });
  const parser = new CarbonParser(points, () => NOW_S * 1000 + 700);
  const declared = new Map<number, string>();
  return {
    points,
    parser,
    read(text) {
      const bytes = Buffer.from(`<<${text}`);
      parser.lines(bytes, 2, bytes.length);
      const batch = points.takeBatch();
      for (const { id, name } of batch?.declared ?? []) declared.set(id, name);
      const ids = batch === undefined ? [] : [...batch.ids];
      return {
        points: ids.map((id, i) => [declared.get(id) as string, batch?.values[i] as number, batch?.atS[i] as number]),
        bad: points.drops.byCause(),
      };
    },
  };
}

const good: readonly { line: string; want: [string, number, number] }[] = [
  { line: 'a.b 1 1700000000', want: ['a.b', 1, 1_700_000_000] },
  { line: 'a.b -1.5 1700000000', want: ['a.b', -1.5, 1_700_000_000] },
  { line: 'a.b 1.5e-05 1700000000', want: ['a.b', 1.5e-5, 1_700_000_000] },
  { line: 'a.b +2 1700000000', want: ['a.b', 2, 1_700_000_000] },
  { line: 'a.b 2 1699999999.99', want: ['a.b', 2, 1_699_999_999] },
  { line: 'a.b 2 1.7e9', want: ['a.b', 2, 1_700_000_000] },
  { line: 'a.b 2 -1', want: ['a.b', 2, NOW_S] },
  { line: 'a.b 2 -1.0', want: ['a.b', 2, NOW_S] },
  { line: 'a.b 2 N', want: ['a.b', 2, NOW_S] },
  { line: 'a.b 2 0', want: ['a.b', 2, 0] },
  { line: `a.b 2 ${NOW_S + 86_400}`, want: ['a.b', 2, NOW_S + 86_400] },
  { line: '  a.b\t2   1700000000  ', want: ['a.b', 2, 1_700_000_000] },
  { line: 'a.b\t2 1700000000', want: ['a.b', 2, 1_700_000_000] },
  { line: '.a..b. 2 1700000000', want: ['a.b', 2, 1_700_000_000] },
  { line: 'a;z=1;b=2 2 1700000000', want: ['a;b=2;z=1', 2, 1_700_000_000] },
  { line: 'é.ü 2 1700000000', want: ['é.ü', 2, 1_700_000_000] },
  { line: 'carpy.a.s.custom.x 2 1700000000', want: ['carpy.a.s.custom.x', 2, 1_700_000_000] },
];

const bad: readonly { line: string; cause: string }[] = [
  { line: 'a', cause: 'not_three_fields' },
  { line: 'a 1', cause: 'not_three_fields' },
  { line: 'a 1 2 3', cause: 'not_three_fields' },
  { line: 'a nan 1700000000', cause: 'nan' },
  { line: 'a NaN 1700000000', cause: 'nan' },
  { line: 'a inf 1700000000', cause: 'bad_value' },
  { line: 'a -Infinity 1700000000', cause: 'bad_value' },
  { line: 'a 1e999 1700000000', cause: 'bad_value' },
  { line: 'a 0x10 1700000000', cause: 'bad_value' },
  { line: 'a x 1700000000', cause: 'bad_value' },
  { line: 'a 1 then', cause: 'bad_time' },
  { line: 'a 1 -2', cause: 'bad_time' },
  { line: 'a 1 nan', cause: 'bad_time' },
  { line: 'a 1 1700000000000', cause: 'future' },
  { line: `a 1 ${NOW_S + 86_402}`, cause: 'future' },
  { line: '.. 1 1700000000', cause: 'bad_name' },
  { line: 'a\u0000b 1 1700000000', cause: 'bad_name' },
  { line: 'a;b 1 1700000000', cause: 'bad_name' },
  { line: `${'a'.repeat(1_025)} 1 1700000000`, cause: 'name_too_long' },
  { line: `${'é'.repeat(513)} 1 1700000000`, cause: 'name_too_long' },
  { line: `a ${'1'.repeat(9_000)} 1700000000`, cause: 'too_long' },
];

describe('a good line', () => {
  it.each(good)('$line', ({ line, want }) => {
    expect(subject().read(line)).toEqual({ points: [want], bad: {} });
  });

  it.each(good)('$line is read the same when its path is known', ({ line, want }) => {
    expect(subject().read(`${line}\n${line}\r\n\r\n${line}`)).toEqual({ points: [want, want, want], bad: {} });
  });
});

describe('a bad line', () => {
  it.each(bad)('$line', ({ line, cause }) => {
    expect(subject().read(line)).toEqual({ points: [], bad: { [cause]: 1 } });
  });

  it.each(bad)('$line is as bad when its path is known, and spoils no line beside it', ({ line, cause }) => {
    const read = subject().read(`a 5 1700000000\n${line}\na 6 1700000000`);
    expect(read.points.map(([, value]) => value)).toEqual([5, 6]);
    expect(read.bad).toEqual({ [cause]: 1 });
  });
});

it('takes no tab for a part of a path that it knows', () => {
  expect(subject().read('a.b\t2 1700000000\na.b\t2 5 1700000000')).toEqual({
    points: [['a.b', 2, 1_700_000_000]],
    bad: { not_three_fields: 1 },
  });
});

it('shares its names with all that write through the same writer', () => {
  const names = new NameTable();
  expect(names.idOf('timer', 'carpy.a.s.t.ok')).toBe(0);
  const { points, read } = subject(names);
  expect(read('carpy.a.s.t.ok 1 1700000000').bad).toEqual({ kind_conflict: 1 });
  expect(read('b 1 1700000000').points).toEqual([['b', 1, 1_700_000_000]]);
  expect(names.idOf('plain', 'b')).toBe(1);
  expect(points.points).toBe(1);
});

it('holds the number of names, and of points that wait', () => {
  expect(subject(new NameTable(1)).read('a 1 1700000000\nb 1 1700000000\na 2 1700000000').bad).toEqual({
    too_many_names: 1,
  });
  const full = subject(new NameTable(), 2).read('a 1 1700000000\na 2 1700000000\na 3 1700000000');
  expect(full.points).toHaveLength(2);
  expect(full.bad).toEqual({ buffer_full: 1 });
});

it('takes or counts every line of any text, and says the same again', () => {
  const piece = fc.oneof(
    fc.constantFrom('a', 'b.c', ' ', '\t', '1', '-', '2.5', '1700000000', 'N', '\n', '\r\n', ';k=v', '.'),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40, size: 'max' }), (pieces) => {
      const text = pieces.join('');
      const one = subject();
      const first = one.read(text);
      const dropped = one.points.drops.total;
      const lines = Buffer.from(text)
        .toString()
        .split('\n')
        .filter((line) => line.trim() !== '').length;
      expect(first.points.length + dropped).toBe(lines);
      expect(one.read(text).points).toEqual(first.points);
      expect(one.points.drops.total).toBe(2 * dropped);
    }),
    { numRuns: 500 },
  );
});

it('survives any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), (bytes) => {
      const { points, parser } = subject();
      parser.lines(bytes, 0, bytes.length);
      expect(points.size + points.drops.total).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
