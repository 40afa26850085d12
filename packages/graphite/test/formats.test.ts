import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Data, Tuple, toMsgpack, toPickle } from '../src/formats/index.ts';
import { fromMsgpack, fromPickle } from './read-formats.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('pickle', () => {
  // Read by Python's pickle.loads: the second column is its repr.
  it.each<[Data, string, string]>([
    [null, 'None', '80024e2e'],
    [[true, false], '[True, False]', '80025d288889652e'],
    [
      [1, -2, 2 ** 40, -(2 ** 40)],
      '[1, -2, 1099511627776, -1099511627776]',
      '80025d284a010000004afeffffff8a0800000000000100008a080000000000ffffff652e',
    ],
    [[1.5, Number.POSITIVE_INFINITY], '[1.5, inf]', '80025d28473ff8000000000000477ff0000000000000652e'],
    ['é', "'é'", '80025802000000c3a92e'],
    [new Tuple(1, new Tuple()), '(1, ())', '8002284a010000002874742e'],
    [{ a: [], b: {} }, "{'a': [], 'b': {}}", '80027d285801000000615d2865580100000062' + '7d2875752e'],
    [new Float64Array([1, Number.NaN]), '[1.0, None]', '80025d28473ff00000000000004e652e'],
  ])('writes %j as Python reads it: %s', (data, _repr, bytes) => {
    expect(hex(toPickle(data))).toBe(bytes);
  });

  it('writes what reads back the same', () => {
    fc.assert(
      fc.property(anyData, (data) => {
        expect(fromPickle(toPickle(data))).toEqual(data);
      }),
    );
  });
});

describe('msgpack', () => {
  // Bytes that Python's msgpack.dumps(…, use_bin_type=True) writes.
  it.each<[Data, string]>([
    [null, 'c0'],
    [[true, false], '92c3c2'],
    [
      [0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32, -1, -32],
      '9a007fcc80ccffcd0100cdffffce00010000cf0000000100000000ffe0',
    ],
    [1.5, 'cb3ff8000000000000'],
    ['é', 'a2c3a9'],
    ['x'.repeat(40), `d928${'78'.repeat(40)}`],
    ['x'.repeat(300), `da012c${'78'.repeat(300)}`],
    [{ a: new Tuple(1, 2) }, '81a161920102'],
    [new Array(16).fill(1), `dc0010${'01'.repeat(16)}`],
    [new Float64Array([1, Number.NaN]), '92cb3ff0000000000000c0'],
  ])('writes %j', (data, bytes) => {
    expect(hex(toMsgpack(data))).toBe(bytes);
  });

  it('writes what reads back the same', () => {
    fc.assert(
      fc.property(anyData, (data) => {
        expect(fromMsgpack(toMsgpack(data))).toEqual(data);
      }),
    );
  });

  it('writes long lists and texts with lengths of 32 bits', () => {
    const data = { list: new Array<Data>(70_000).fill(-5_000), text: 'x'.repeat(70_000) };
    expect(fromMsgpack(toMsgpack(data))).toEqual(data);
  });
});

const anyData: fc.Arbitrary<Data> = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.integer(),
    fc.double({ noNaN: true, noInteger: true }),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('data')),
    fc.dictionary(fc.string(), tie('data'), { noNullPrototype: true }),
  ),
})).data;
