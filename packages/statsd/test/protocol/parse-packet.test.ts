import { KeyTable } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LineParser } from '../../src/protocol/parse-line.ts';
import { PacketParser } from '../../src/protocol/parse-packet.ts';
import type { BadCause } from '../../src/protocol/sink.ts';
import { type Call, RecordingSink } from './recording-sink.ts';

function parse(text: string, times = 1): RecordingSink & { lines: number; taken: number } {
  const sink = new RecordingSink();
  const parser = new PacketParser(sink, new KeyTable());
  const bytes = Buffer.from(text, 'latin1');
  for (let i = 0; i < times; i++) parser.packet(bytes, bytes.length);
  return Object.assign(sink, { lines: parser.lines, taken: parser.taken });
}

const good: readonly { line: string; want: readonly Call[] }[] = [
  { line: 'a:1|c', want: [['c', 'a', 1, 1]] },
  { line: 'a:-3|c', want: [['c', 'a', -3, 1]] },
  { line: 'a:+3|c', want: [['c', 'a', 3, 1]] },
  { line: 'a:2|c|@0.1', want: [['c', 'a', 2, 10]] },
  { line: 'a:2|c|@1e-1', want: [['c', 'a', 2, 10]] },
  { line: 'a:2|c|@0.142857142857', want: [['c', 'a', 2, 7]] },
  { line: 'a:2|c|@0.7', want: [['c', 'a', 2, 1 / 0.7]] },
  { line: 'a:12.345|ms', want: [['ms', 'a', 12.345, 1]] },
  { line: 'a:0|ms', want: [['ms', 'a', 0, 1]] },
  { line: 'a:1.5e2|ms|@0.5', want: [['ms', 'a', 150, 2]] },
  { line: 'a:320|h', want: [['ms', 'a', 320, 1]] },
  { line: 'a:320|d', want: [['ms', 'a', 320, 1]] },
  { line: 'a:12| ms ', want: [['ms', 'a', 12, 1]] },
  { line: 'a: 12|ms', want: [['ms', 'a', 12, 1]] },
  { line: 'a:7|g', want: [['g', 'a', 7, false]] },
  { line: 'a:7|g|@0.5', want: [['g', 'a', 7, false]] },
  { line: 'a:+7|g', want: [['g', 'a', 7, true]] },
  { line: 'a:-7|g', want: [['g', 'a', -7, true]] },
  { line: 'a:joe|s', want: [['s', 'a', 'joe']] },
  {
    line: 'a:1|c:2|c',
    want: [
      ['c', 'a', 1, 1],
      ['c', 'a', 2, 1],
    ],
  },
  { line: 'a:1|c|#x:1,y', want: [['c', 'a#x:1,y', 1, 1]] },
  { line: 'a:1|c|@0.5|#x:1', want: [['c', 'a#x:1', 1, 2]] },
  { line: 'a:1|c|#x:1|@0.5', want: [['c', 'a#x:1', 1, 2]] },
  { line: 'a:1|c|#x:1|c:ci-42', want: [['c', 'a#x:1', 1, 1]] },
  { line: 'a:1|c|#', want: [['c', 'a', 1, 1]] },
  { line: 'a:1|c|#x:1|#y:2', want: [['c', 'a#x:1', 1, 1]] },
  { line: 'a:1|c|#x:1|@0.5|c:ci-42|e:it-false,cn-web|card:low', want: [['c', 'a#x:1', 1, 2]] },
  { line: 'a:1|c|c:ci-42', want: [['c', 'a', 1, 1]] },
  { line: 'a:1|c|card:low|#x', want: [['c', 'a#x', 1, 1]] },
  { line: 'a:1|c|#x|carp:low', want: [['c', 'a#x', 1, 1]] },
  { line: 'a:1|c|@0.5|unheard of', want: [['c', 'a', 1, 2]] },
  { line: 'a:1|c|@0.5|@0.1', want: [['c', 'a', 1, 2]] },
  { line: 'a:1|c|@0.5|', want: [['c', 'a', 1, 2]] },
  { line: 'a:-0.5|c|#x', want: [['c', 'a#x', -0.5, 1]] },
  { line: 'a:+12|ms', want: [['ms', 'a', 12, 1]] },
  { line: 'a:-7|g|#x:1', want: [['g', 'a#x:1', -7, true]] },
  // As StatsD, which looks for the sign in the first byte only.
  { line: 'a: -7|g', want: [['g', 'a', -7, false]] },
  { line: 'a:5 |c', want: [['c', 'a', 5, 1]] },
  { line: 'a:|s', want: [['s', 'a', '0']] },
  { line: 'a: joe |s', want: [['s', 'a', ' joe ']] },
  { line: 'a:-12|s', want: [['s', 'a', '-12']] },
  { line: 'a:12|s|@0.5|#x', want: [['s', 'a#x', '12']] },
  { line: 'a:x@y#z|s', want: [['s', 'a', 'x@y#z']] },
  {
    line: 'a:1:2.5:-3|c|@0.5|#x:1',
    want: [
      ['c', 'a#x:1', 1, 2],
      ['c', 'a#x:1', 2.5, 2],
      ['c', 'a#x:1', -3, 2],
    ],
  },
  {
    line: 'a:1:2|ms:+3:4|g|#x',
    want: [
      ['ms', 'a#x', 1, 1],
      ['ms', 'a#x', 2, 1],
      ['g', 'a#x', 3, true],
      ['g', 'a#x', 4, false],
    ],
  },
  {
    line: 'a:1|c|@0.5:2|c:3|ms|@0.1',
    want: [
      ['c', 'a', 1, 2],
      ['c', 'a', 2, 1],
      ['ms', 'a', 3, 10],
    ],
  },
  { line: 'a:1|c|T1656581400', want: [['c at', 'a', 1, 1, 1_656_581_400]] },
  { line: 'a:-2|g|#x|T1656581400', want: [['g at', 'a#x', -2, 1, 1_656_581_400]] },
  {
    line: 'a:1:2|c|@0.5|#x|c:ci-1|T1656581400',
    want: [
      ['c at', 'a#x', 1, 2, 1_656_581_400],
      ['c at', 'a#x', 2, 2, 1_656_581_400],
    ],
  },
  { line: 'constructor:1|ms', want: [['ms', 'constructor', 1, 1]] },
  { line: '__proto__:x|s', want: [['s', '__proto__', 'x']] },
];

const bad: readonly { line: string; want: readonly BadCause[] }[] = [
  { line: 'a', want: ['no_value'] },
  { line: 'a:', want: ['no_value'] },
  { line: 'a:|c', want: ['no_value'] },
  { line: 'a: |c', want: ['no_value'] },
  { line: ':1|c', want: ['no_name'] },
  { line: 'a:1', want: ['no_type'] },
  { line: 'a:1|', want: ['no_type'] },
  { line: 'a:1|kv', want: ['unknown_type'] },
  { line: 'a:1|MS', want: ['unknown_type'] },
  { line: 'a:1|m', want: ['unknown_type'] },
  { line: 'a:1|msx', want: ['unknown_type'] },
  { line: 'a:1|cc', want: ['unknown_type'] },
  { line: 'a:1x|c', want: ['bad_value'] },
  { line: 'a:1 2|c', want: ['bad_value'] },
  { line: 'a:0x10|c', want: ['bad_value'] },
  { line: 'a:NaN|ms', want: ['bad_value'] },
  { line: 'a:Infinity|g', want: ['bad_value'] },
  { line: 'a:1e400|c', want: ['bad_value'] },
  { line: 'a:1e16|ms', want: ['bad_value'] },
  { line: 'a:1000000000000001|ms', want: ['bad_value'] },
  { line: 'a:-1|ms', want: ['negative'] },
  { line: 'a:-1| ms', want: ['negative'] },
  { line: 'a:1|c|@0', want: ['bad_rate'] },
  { line: 'a:1|c|@', want: ['bad_rate'] },
  { line: 'a:1|c|@ ', want: ['bad_rate'] },
  { line: 'a:1|c|@2', want: ['bad_rate'] },
  { line: 'a:1|c|@-1', want: ['bad_rate'] },
  { line: 'a:1|c|@0x10', want: ['bad_rate'] },
  { line: 'a:1|c|@Infinity', want: ['bad_rate'] },
  { line: 'a:1|c|@1e-10', want: ['bad_rate'] },
  { line: 'a:1|c|0.1', want: ['bad_field'] },
  { line: 'a:1|c|', want: ['bad_field'] },
  { line: 'a:1|c|x|#y', want: ['bad_field'] },
  { line: 'a:1|c|c', want: ['bad_field'] },
  { line: 'a:1|c|#x|@0', want: ['bad_rate'] },
  { line: 'a:1|ms|T1700000000', want: ['bad_timestamp'] },
  { line: 'a:x|s|T1700000000', want: ['bad_timestamp'] },
  { line: 'a:1|c|T', want: ['bad_timestamp'] },
  { line: 'a:1|c|T0', want: ['bad_timestamp'] },
  { line: 'a:1|c|T-1', want: ['bad_timestamp'] },
  { line: 'a:1|g|#x:1|T1.5', want: ['bad_timestamp'] },
  { line: 'a:1|c|T1234567890123456', want: ['bad_timestamp'] },
  { line: 'a:1:x|kv', want: ['unknown_type', 'unknown_type'] },
  { line: 'a:1:|', want: ['no_type', 'no_type'] },
  { line: 'a:1:', want: ['no_type', 'no_value'] },
  { line: 'a:1:2|c|@7', want: ['bad_rate', 'bad_rate'] },
  { line: 'a|#x:1|c', want: ['no_value'] },
  { line: 'a:|#x', want: ['no_value'] },
  { line: 'a:1|#x', want: ['no_type'] },
  { line: `a:${'1'.repeat(9_000)}|c`, want: ['too_long'] },
  { line: `${'a'.repeat(9_000)}:1|c`, want: ['too_long'] },
  { line: '\u0000\u0001', want: ['no_value'] },
];

describe('a good line', () => {
  it.each(good)('$line', ({ line, want }) => {
    expect(parse(line)).toMatchObject({ calls: want, causes: [], lines: 1, taken: want.length });
  });

  it.each(good)('$line is read the same when its name is known', ({ line, want }) => {
    const again = parse(line, 2);
    expect(again.calls).toEqual([...want, ...want]);
    expect(again.resolved).toBe(new Set(want.map(([kind]) => kind)).size);
  });

  it.each(['a:1|c\n', 'a:1|c\r\n', 'a:1|c\r', '\n\na:1|c\n\r\n\n'])('ends as it likes: %j', (text) => {
    expect(parse(text, 2)).toMatchObject({
      calls: [
        ['c', 'a', 1, 1],
        ['c', 'a', 1, 1],
      ],
      causes: [],
      lines: 2,
    });
  });

  it('+1 as a rate is 1', () => {
    expect(parse('a:1|c|@+1').calls).toEqual([['c', 'a', 1, 1]]);
  });
});

describe('a bad line', () => {
  it.each(bad)('$line', ({ line, want }) => {
    expect(parse(line)).toMatchObject({ calls: [], causes: want, lines: 1, taken: 0 });
  });

  it.each(bad)('$line is as bad when its name is known, and spoils no line beside it', ({ line, want }) => {
    const known = parse(`a:5|c\na:5|ms\na:5|g\n${line}\na:6|c`);
    expect(known.causes).toEqual(want);
    expect(known.taken).toBe(4);
  });

  it('counts one value and takes the other', () => {
    expect(parse('a:b:1|c')).toMatchObject({ calls: [['c', 'a', 1, 1]], causes: ['bad_value'], taken: 1, lines: 1 });
    expect(parse('a:b:x|s')).toMatchObject({ calls: [['s', 'a', 'x']], causes: ['no_type'], taken: 1, lines: 1 });
    expect(parse('a:1|c|y:2|c')).toMatchObject({
      calls: [['c', 'a', 2, 1]],
      causes: ['bad_field'],
      taken: 1,
      lines: 1,
    });
  });
});

it('reads no further than the length it is given', () => {
  const sink = new RecordingSink();
  const bytes = Buffer.from('a:1|c\na:23456|c\n');
  new PacketParser(sink, new KeyTable()).packet(bytes, 9);
  expect([sink.calls, sink.causes]).toEqual([[['c', 'a', 1, 1]], ['no_type']]);
});

it('reads a view that does not start at its buffer’s first byte', () => {
  const sink = new RecordingSink();
  const bytes = Buffer.from('xxxa:joe|s').subarray(3);
  new PacketParser(sink, new KeyTable()).packet(bytes, bytes.length);
  expect(sink.calls).toEqual([['s', 'a', 'joe']]);
});

it('takes or counts every value of any bytes, and says the same when names are known', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'a',
      'b.c',
      ':',
      '|',
      '1',
      '2.5',
      '-',
      '+',
      '@',
      '#',
      'c',
      'ms',
      'g',
      's',
      'h',
      '\n',
      '\r',
      ' ',
      'e9',
      '@0.1',
      '|c',
      ':1|ms',
    ),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40, size: 'max' }), (pieces) => {
      const text = pieces.join('');
      const once = parse(text);
      const twice = parse(text, 2);
      const nonEmpty = Buffer.from(text, 'latin1')
        .toString('latin1')
        .split('\n')
        .filter((line) => line.replace(/\r$/, '') !== '').length;
      expect(once.lines).toBe(nonEmpty);
      expect(once.taken).toBe(once.calls.length);
      expect(once.taken + once.causes.length).toBeGreaterThanOrEqual(nonEmpty);
      expect(twice.calls).toEqual([...once.calls, ...once.calls]);
      expect(twice.causes).toEqual([...once.causes, ...once.causes]);
    }),
    { numRuns: 500 },
  );
});

const oneOf = (...pieces: string[]): fc.Arbitrary<string> => fc.constantFrom(...pieces);
const writtenValue = fc.oneof(
  fc.integer({ min: 0, max: 2_000 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  oneOf('', '0', '-1', '+2', '-0', '1.50', '.5', '5.', ' 7', '7 ', '1e3', 'joe', '0x10', '9007199254740993', '1e999'),
);
const writtenField = fc.oneof(
  oneOf('@0.1', '@1', '@0.5', '@2', '@0', '@1e-1', '@', '@ 0.5', '#', '#a:b', '#a:b,c', '#a:b:c', '#a b\r'),
  oneOf('c:ci-1', 'e:it-false', 'card:low', 'card', 'c', 'T1656581400', 'T0', 'T', '', 'x', 'c:1|c'),
);
const writtenLine = fc
  .tuple(
    oneOf('a', 'a', 'b.c', 'carpy.x', 'a|b', 'a#b', '_sc|n', '_e{1,1}', ''),
    fc.array(writtenValue, { minLength: 1, maxLength: 3 }),
    oneOf('c', 'c', 'ms', 'g', 's', 'h', 'd', 'm', 'kv', ' c', 'c ', ''),
    fc.array(writtenField, { maxLength: 3 }),
    oneOf('', '', '', ':1|c', ':x|s|@0.5', '|'),
    oneOf('\n', '\r\n', '\n\n'),
  )
  .map(
    ([name, values, type, fields, rest, end]) =>
      `${[`${name}:${values.join(':')}`, type, ...fields].join('|')}${rest}${end}`,
  );

it('the fast path says what the slow one says', () => {
  let usual = 0;
  fc.assert(
    fc.property(fc.array(writtenLine, { minLength: 1, maxLength: 6 }), (lines) => {
      const text = lines.join('');
      const fast = parse(text, 2);
      const slow = new RecordingSink();
      const lineParser = new LineParser(slow, new KeyTable());
      let taken = 0;
      for (const line of [...text.split('\n'), ...text.split('\n')].map((written) => written.replace(/\r$/, ''))) {
        if (line === '') continue;
        const bytes = Buffer.from(line, 'latin1');
        taken += lineParser.line(bytes, 0, bytes.length);
      }
      expect(fast.calls).toEqual(slow.calls);
      expect(fast.causes).toEqual(slow.causes);
      expect([fast.events, fast.serviceChecks, fast.taken]).toEqual([slow.events, slow.serviceChecks, taken]);
      usual += taken;
    }),
    { numRuns: 2_000 },
  );
  expect(usual).toBeGreaterThan(1_000);
});

it.each([
  'a:1|c',
  'a:-1.5|c|@0.1',
  'a:12|ms|#x:1,y',
  'a:12|h|@0.5|#x:1',
  'a:12|d|#x:1|@0.5',
  'a:+3|g|#x|c:ci-1|e:it-false|card:low',
  'a:3|g|c:ci-1',
  'a:joe|s|#x\r',
  'a:12|s',
])('%s takes the fast path when its name is known', (line) => {
  const sink = new RecordingSink();
  const parser = new PacketParser(sink, new KeyTable());
  const bytes = Buffer.from(line);
  parser.packet(bytes, bytes.length);
  const slow = vi.spyOn(LineParser.prototype, 'line');
  try {
    parser.packet(bytes, bytes.length);
    expect(slow).not.toHaveBeenCalled();
  } finally {
    slow.mockRestore();
  }
  expect(sink.calls).toHaveLength(2);
});

it('knows a tagged name by its bytes: name and tags are two pieces', () => {
  const pieces = parse('ab:1|c|#c\na:2|c|#bc\nabc:3|c\na:4|g|#bc', 2);
  const want = [
    ['c', 'ab#c', 1, 1],
    ['c', 'a#bc', 2, 1],
    ['c', 'abc', 3, 1],
    ['g', 'a#bc', 4, false],
  ];
  expect(pieces.calls).toEqual([...want, ...want]);
  expect(pieces.resolved).toBe(4);
});

it('a set without room counts the value as bad, by either path', () => {
  const sink = new RecordingSink();
  sink.member = () => false;
  const parser = new PacketParser(sink, new KeyTable());
  const bytes = Buffer.from('a:x|s\na:x|s\r\n');
  parser.packet(bytes, bytes.length);
  expect([sink.causes, parser.taken, parser.lines]).toEqual([['too_many_members', 'too_many_members'], 0, 2]);
});

it('a full key table changes nothing but the pace', () => {
  const sink = new RecordingSink();
  const parser = new PacketParser(sink, new KeyTable({ maxKeys: 1 }));
  const bytes = Buffer.from('a:1|c\nb:2|c\nb:3|c');
  parser.packet(bytes, bytes.length);
  expect(sink.calls.map(([, name, value]) => [name, value])).toEqual([
    ['a', 1],
    ['b', 2],
    ['b', 3],
  ]);
});

it('asks once a line and type for a name that is refused', () => {
  const sink = new RecordingSink();
  let asked = 0;
  sink.resolve = () => {
    asked++;
    return 'bad_name';
  };
  const bytes = Buffer.from('a:1|c:2|c:3|ms:4|c');
  new PacketParser(sink, new KeyTable()).packet(bytes, bytes.length);
  expect([asked, sink.causes]).toEqual([2, ['bad_name', 'bad_name', 'bad_name', 'bad_name']]);
});

it('takes an event and a service check among metrics', () => {
  const both = parse('a:1|c\n_e{5,4}:title|text\n_sc|db|0|m:up\nb:2|c');
  expect(both).toMatchObject({ serviceChecks: 1, taken: 2, lines: 4, causes: [] });
  expect(both.events.map(({ title, text }) => [title, text])).toEqual([['title', 'text']]);
  expect(parse('_e{5,5}:title|text\n_sc|db|4').causes).toEqual(['bad_event', 'bad_service_check']);
  const long = `_e{1,8192}:t|${'x'.repeat(8_192)}`;
  expect(parse(long).events).toHaveLength(1);
  expect(parse(`${long}|#${'y'.repeat(9_000)}`).causes).toEqual(['too_long']);
});

it('survives any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), (bytes) => {
      const sink = new RecordingSink();
      const parser = new PacketParser(sink, new KeyTable());
      parser.packet(bytes, bytes.length);
      expect(sink.calls.length + sink.causes.length).toBeGreaterThanOrEqual(parser.lines);
    }),
  );
});
