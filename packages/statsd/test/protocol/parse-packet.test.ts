import { KeyTable } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTER, GAUGE, type MetricType, SET, TIMER } from '../../src/protocol/metric-type.ts';
import { PacketParser } from '../../src/protocol/parse-packet.ts';
import type { BadCause, MetricSink } from '../../src/protocol/sink.ts';

type Call = readonly [kind: string, name: string, value: number | string, extra?: number | boolean];

/** Writes down what the parser says; knows every name. */
class RecordingSink implements MetricSink {
  readonly calls: Call[] = [];
  readonly causes: BadCause[] = [];
  readonly #names: string[] = [];
  resolved = 0;

  resolve(key: string, tags: string | undefined, type: MetricType): number {
    this.resolved++;
    this.#names.push(`${key}${tags === undefined ? '' : `#${tags}`}`);
    expect([COUNTER, TIMER, GAUGE, SET]).toContain(type);
    return this.#names.length - 1;
  }
  counter(name: number, value: number, weight: number): void {
    this.calls.push(['c', this.#names[name] as string, value, weight]);
  }
  timer(name: number, valueMs: number, weight: number): void {
    this.calls.push(['ms', this.#names[name] as string, valueMs, weight]);
  }
  gauge(name: number, value: number, change: boolean): void {
    this.calls.push(['g', this.#names[name] as string, value, change]);
  }
  member(name: number, bytes: Uint8Array, from: number, to: number): boolean {
    const member = Buffer.from(bytes.subarray(from, to)).toString('latin1');
    this.calls.push(['s', this.#names[name] as string, member]);
    return true;
  }
  point(): undefined {}
  event(): void {}
  serviceCheck(): void {}
  bad(cause: BadCause): void {
    this.causes.push(cause);
  }
}

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
  { line: 'constructor:1|ms', want: [['ms', 'constructor', 1, 1]] },
  { line: '__proto__:x|s', want: [['s', '__proto__', 'x']] },
];

const bad: readonly { line: string; want: readonly BadCause[] }[] = [
  { line: 'a', want: ['no_value'] },
  { line: 'a:', want: ['no_value'] },
  { line: 'a:|c', want: ['no_value'] },
  { line: 'a: |c', want: ['no_value'] },
  { line: 'a:|s', want: ['no_value'] },
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
  { line: 'a:1|c|#x:1|T1700000000', want: ['bad_field'] },
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
    expect(again.resolved).toBe(1);
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
    expect(parse('a:b:1|c')).toMatchObject({ calls: [['c', 'a', 1, 1]], causes: ['no_type'], taken: 1, lines: 1 });
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
