import { PicklePoints, PointBuffer } from '@carpy/graphite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const NOW_S = 1_700_000_000;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function subject(maxPoints = 10_000): { points: PointBuffer; read(pickle: Uint8Array): unknown[] } {
  const points = new PointBuffer({ maxPoints });
  const reader = new PicklePoints(points, () => NOW_S * 1000 + 700);
  const declared = new Map<number, string>();
  return {
    points,
    read(pickle) {
      const bytes = Buffer.concat([Buffer.from('<<'), pickle, Buffer.from('..')]);
      reader.frame(bytes, 2, bytes.length - 2);
      const batch = points.takeBatch();
      for (const { id, name } of batch?.declared ?? []) declared.set(id, name);
      return [...(batch?.ids ?? [])].map((id, i) => [declared.get(id), batch?.values[i], batch?.atS[i]]);
    },
  };
}

const text = (value: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(value));
  return Buffer.concat([latin1('X'), length, Buffer.from(value)]);
};
const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(9, 'G');
  bytes.writeDoubleBE(value, 1);
  return bytes;
};

interface Parts {
  readonly path?: Buffer;
  readonly stamp?: Buffer;
  readonly value?: Buffer;
}

/** `[('a.b', (1700000000, 2.5))]` but for the opcodes given. */
const pickled = ({ path = text('a.b'), stamp = hex('4a 00f15365'), value = float(2.5) }: Parts): Buffer =>
  Buffer.concat([latin1('](('), path, latin1('('), stamp, value, latin1('tte.')]);

const usual = ['a.b', 2.5, NOW_S];

const whole: readonly { what: string; pickle: Buffer }[] = [
  { what: 'protocol 0 of Python 2', pickle: latin1("(lp0\n(S'a.b'\np1\n(I1700000000\nF2.5\ntp2\ntp3\na.") },
  { what: 'everything as text', pickle: latin1("(l(S'a.b'\n(S'1700000000'\nS'2.5'\ntta.") },
  { what: 'memo from 1 on', pickle: latin1("(lp1\n(S'a.b'\np2\n(L1700000000L\nF2.5\nttp3\na.") },
  {
    what: 'tuples as lists',
    pickle: Buffer.concat([latin1(']](X\x03\0\0\0a.b](J'), hex('00f15365'), float(2.5), latin1('eea.')]),
  },
  {
    what: 'a tuple of points',
    pickle: Buffer.concat([latin1('('), text('a.b'), hex('4a00f15365'), float(2.5), hex('86 86'), latin1('t.')]),
  },
  { what: 'bytes after its end', pickle: Buffer.concat([pickled({}), latin1('more')]) },
];

const parts: readonly { what: string; parts: Parts; want: unknown[] }[] = [
  { what: 'a short string of Python 2', parts: { path: latin1('U\x03x.y') }, want: ['x.y', 2.5, NOW_S] },
  { what: 'bytes', parts: { path: latin1('C\x03x.y') }, want: ['x.y', 2.5, NOW_S] },
  { what: 'long bytes', parts: { path: latin1('B\x03\0\0\0x.y') }, want: ['x.y', 2.5, NOW_S] },
  { what: 'a string in double quotes', parts: { path: latin1('S"x\'.y"\n') }, want: ["x'.y", 2.5, NOW_S] },
  { what: 'a string with escapes', parts: { path: latin1("S'\\xc3\\xbc.\\\\y\\''\n") }, want: ["ü.\\y'", 2.5, NOW_S] },
  { what: 'unicode with escapes', parts: { path: latin1('V\xfc.\\u20ac\\U0001d11e\n') }, want: ['ü.€𝄞', 2.5, NOW_S] },
  { what: 'tags', parts: { path: text('a;z=1;b=2') }, want: ['a;b=2;z=1', 2.5, NOW_S] },
  { what: 'tags of OpenMetrics', parts: { path: text('a{z="1",b="2\\"3"}') }, want: ['a;b=2"3;z=1', 2.5, NOW_S] },
  { what: 'empty segments', parts: { path: text('.a..b.') }, want: ['a.b', 2.5, NOW_S] },
  { what: 'a byte', parts: { value: hex('4b ff') }, want: ['a.b', 255, NOW_S] },
  { what: 'two bytes', parts: { value: hex('4d ffff') }, want: ['a.b', 65_535, NOW_S] },
  { what: 'four bytes', parts: { value: hex('4a feffffff') }, want: ['a.b', -2, NOW_S] },
  { what: 'true', parts: { value: hex('88') }, want: ['a.b', 1, NOW_S] },
  { what: 'false of protocol 0', parts: { value: latin1('I00\n') }, want: ['a.b', 0, NOW_S] },
  { what: 'a long of no bytes', parts: { value: hex('8a 00') }, want: ['a.b', 0, NOW_S] },
  { what: 'a long of 9 bytes', parts: { value: hex('8a 09 000000000000000001') }, want: ['a.b', 2 ** 64, NOW_S] },
  { what: 'a negative long', parts: { value: hex('8b 08000000 00000000000000ff') }, want: ['a.b', -(2 ** 56), NOW_S] },
  { what: 'a long of zeros', parts: { value: hex(`8a ff 07 ${'00'.repeat(254)}`) }, want: ['a.b', 7, NOW_S] },
  { what: 'a text value', parts: { value: text(' 1e3 ') }, want: ['a.b', 1000, NOW_S] },
  { what: 'a stamp with a fraction', parts: { stamp: float(1_699_999_999.99) }, want: ['a.b', 2.5, NOW_S - 1] },
  { what: 'now as -1', parts: { stamp: hex('4a ffffffff') }, want: usual },
  { what: 'now as -1.0', parts: { stamp: float(-1) }, want: usual },
  { what: 'now as N', parts: { stamp: text('N') }, want: usual },
  { what: 'a day ahead', parts: { stamp: float(NOW_S + 86_400) }, want: ['a.b', 2.5, NOW_S + 86_400] },
];

describe('a pickle that is read', () => {
  it.each(whole)('$what', ({ pickle }) => {
    const { points, read } = subject();
    expect(read(pickle)).toEqual([usual]);
    expect(points.drops.total).toBe(0);
  });

  it.each(parts)('$what, also when its path is known', ({ parts: given, want }) => {
    const { points, read } = subject();
    const pickle = pickled(given);
    expect([...read(pickle), ...read(pickle)]).toEqual([want, want]);
    expect(points.drops.total).toBe(0);
  });
});

const dropped: readonly { cause: string; parts: Parts }[] = [
  { cause: 'nan', parts: { value: float(Number.NaN) } },
  { cause: 'nan', parts: { value: latin1('Fnan\n') } },
  { cause: 'nan', parts: { value: text('NaN') } },
  { cause: 'bad_value', parts: { value: float(Number.POSITIVE_INFINITY) } },
  { cause: 'bad_value', parts: { value: latin1('F-inf\n') } },
  { cause: 'bad_value', parts: { value: latin1('N') } },
  { cause: 'bad_value', parts: { value: text('much') } },
  { cause: 'bad_value', parts: { value: hex(`8a ff ${'11'.repeat(255)}`) } },
  { cause: 'bad_value', parts: { value: latin1(')') } },
  { cause: 'bad_time', parts: { stamp: float(Number.NaN) } },
  { cause: 'bad_time', parts: { stamp: latin1('N') } },
  { cause: 'bad_time', parts: { stamp: float(-2) } },
  { cause: 'future', parts: { stamp: float(NOW_S + 86_402) } },
  { cause: 'bad_name', parts: { path: text('a\nb') } },
  { cause: 'bad_name', parts: { path: text('a;b') } },
  { cause: 'bad_name', parts: { path: text('') } },
  { cause: 'name_too_long', parts: { path: text('a'.repeat(1_025)) } },
  { cause: 'not_a_point', parts: { path: hex('4b 01') } },
  { cause: 'not_a_point', parts: { path: latin1('N') } },
  { cause: 'not_a_point', parts: { value: hex('4b014b01') } },
  { cause: 'not_a_point', parts: { stamp: Buffer.alloc(0) } },
];

it.each(dropped)('drops $cause and takes what stands beside it: $parts', ({ cause, parts: given }) => {
  const { points, read } = subject();
  const one = pickled(given).subarray(2, -2);
  const other = pickled({}).subarray(2, -2);
  expect(read(Buffer.concat([latin1(']('), other, one, other, latin1('e.')]))).toEqual([usual, usual]);
  expect(points.drops.byCause()).toEqual({ [cause]: 1 });
});

const unreadable: readonly { what: string; pickle: Buffer }[] = [
  { what: 'nothing', pickle: Buffer.alloc(0) },
  { what: 'no end', pickle: pickled({}).subarray(0, -1) },
  { what: 'a class', pickle: latin1("cos\nsystem\n(S'true'\ntR.") },
  { what: 'a class by its stack', pickle: latin1('\x8c\x02os\x8c\x06system\x93.') },
  { what: 'a dictionary', pickle: latin1('}.') },
  { what: 'a set', pickle: latin1('\x8f.') },
  { what: 'an extension', pickle: latin1('\x82\x01.') },
  { what: 'a persistent object', pickle: latin1('P1\n.') },
  { what: 'a byte array', pickle: latin1('\x96\x01\0\0\0\0\0\0\0a.') },
  { what: 'a number alone', pickle: latin1('K\x01.') },
  { what: 'a text alone', pickle: pickled({}).subarray(3, 11) },
  { what: 'a newer protocol', pickle: Buffer.concat([latin1('\x80\x06'), pickled({})]) },
  { what: 'a text longer than all', pickle: latin1('X\xff\xff\xff\x7fa.') },
  { what: 'a text of 2^32 bytes', pickle: latin1('\x8d\0\0\0\0\x01\0\0\0a.') },
  { what: 'a memo that has nothing', pickle: latin1('](h\0e.') },
  { what: 'a memo far out', pickle: latin1(']r\xff\xff\xff\xff.') },
  { what: 'a memo of nothing', pickle: latin1('q\0].') },
  { what: 'a mark that is missing', pickle: latin1(']K\x01e.') },
  { what: 'a mark too many', pickle: latin1('(].') },
  { what: 'a pair of one', pickle: latin1('K\x01\x86.') },
  { what: 'more than a pair from before a mark', pickle: latin1('](K\x01\x86e.') },
  { what: 'an append to a tuple', pickle: latin1(')K\x01a.') },
  { what: 'a whole number that is none', pickle: latin1('(lI1.5\na.') },
  { what: 'a number of 1,000 digits', pickle: latin1(`(lI${'1'.repeat(1_000)}\na.`) },
  { what: 'a string without quotes', pickle: latin1('(lSa\na.') },
  { what: 'two objects', pickle: latin1(']].') },
];

it.each(unreadable)('takes nothing of $what', ({ pickle }) => {
  const { points, read } = subject();
  expect(read(pickle)).toEqual([]);
  expect(points.drops.byCause()).toEqual({ bad_pickle: 1 });
  expect(read(pickled({}))).toEqual([usual]);
});

it('takes nothing before an opcode that it refuses', () => {
  const { points, read } = subject();
  expect(read(Buffer.concat([pickled({}).subarray(0, -2), latin1('}e.')]))).toEqual([]);
  expect(points.drops.byCause()).toEqual({ bad_pickle: 1 });
});

it('follows a list that holds itself no further than points go', () => {
  const { points, read } = subject();
  expect(read(latin1(']q\0(h\0h\0e.'))).toEqual([]);
  expect(points.drops.byCause()).toEqual({ not_a_point: 2 });
});

it('shows what was dropped as a line would say it', () => {
  const { points, read } = subject();
  read(pickled({ value: float(Number.NaN) }));
  expect(points.drops.samples()).toMatchObject([{ cause: 'nan', line: 'a.b NaN 1700000000' }]);
});

it('holds the number of points that wait', () => {
  const { points, read } = subject(1);
  const one = pickled({}).subarray(2, -2);
  expect(read(Buffer.concat([latin1(']('), one, one, latin1('e.')]))).toEqual([usual]);
  expect(points.drops.byCause()).toEqual({ buffer_full: 1 });
});

describe('any bytes', () => {
  const opcodes = fc.constantFrom(
    ...latin1('(](lt.apq\0h\0r0\x01\x02\x03KMJGXUCSVIFLNS\n\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x94\x95\x80)e'),
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200, size: 'max' }),
    fc
      .array(fc.oneof({ weight: 5, arbitrary: opcodes }, fc.nat(255)), { maxLength: 200, size: 'max' })
      .map((b) => Uint8Array.from(b)),
  );

  it('neither throw, nor make more of anything than there are bytes', () => {
    const { points, read } = subject();
    fc.assert(
      fc.property(bytes, (pickle) => {
        const before = points.drops.total;
        const taken = read(pickle).length;
        expect(taken + points.drops.total - before).toBeLessThanOrEqual(pickle.length + 1);
      }),
      { numRuns: 3_000 },
    );
    expect(read(pickled({}))).toEqual([usual]);
  });

  it('in a pickle that was good spoil no more than that pickle', () => {
    const good = Buffer.concat([pickled({}).subarray(0, -2), pickled({ path: latin1('Vx\\u0041\n') }).subarray(2)]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const { points, read } = subject();
        const pickle = Buffer.from(good);
        for (const [at, byte] of changes) pickle[at] = byte;
        const taken = read(pickle).length;
        expect(taken + points.drops.total).toBeLessThanOrEqual(good.length);
        expect(read(good).length).toBe(2);
      }),
      { numRuns: 2_000 },
    );
  });
});
