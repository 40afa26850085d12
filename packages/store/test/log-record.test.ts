import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter } from '../src/codec/bytes.ts';
import { type LogRecord, scanLog, writeLogRecord } from '../src/embedded/log-record.ts';
import { NO_ROWS, NO_TIMERS } from '../src/embedded/section.ts';

const record: fc.Arbitrary<LogRecord> = fc.record({
  declared: fc.array(
    fc.record({
      id: fc.nat(),
      kind: fc.constantFrom('timer', 'apdex', 'counter', 'gauge', 'set', 'plain'),
      name: fc.string({ unit: 'grapheme' }),
    }),
    { maxLength: 3 },
  ),
  sections: fc.array(
    fc.record({
      slotS: fc.nat(),
      coveredMs: fc.double({ min: 0, max: 1e4, noNaN: true }),
      timers: fc.constantFrom(NO_TIMERS, {
        ids: Uint32Array.of(4, 9),
        values: Float64Array.from({ length: 12 }, (_, i) => i / 7),
        sketches: Uint8Array.of(1, 2, 3),
        sketchEnds: Uint32Array.of(1, 3),
      }),
      apdex: fc.constantFrom(NO_ROWS, { ids: Uint32Array.of(1), values: Float64Array.of(1, 2, 3) }),
      values: fc
        .array(fc.double(), { maxLength: 5 })
        .map((values) => ({ ids: Uint32Array.from(values.keys()), values: Float64Array.from(values) })),
    }),
    { maxLength: 3 },
  ),
  takenUp: fc.array(fc.stringMatching(/^[0-9a-f]{16}$/), { maxLength: 2 }),
});

function bytesOf(records: readonly LogRecord[]): Uint8Array {
  const out = new ByteWriter(16);
  for (const r of records) writeLogRecord(out, r);
  return out.take();
}

it('reads what was written', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 4 }), (records) => {
      expect(scanLog(bytesOf(records))).toEqual({ records, damaged: 0 });
    }),
  );
});

it('leaves a torn end out, wherever it tears', () => {
  fc.assert(
    fc.property(record, record, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (whole, torn, share) => {
      const first = bytesOf([whole]);
      const both = bytesOf([whole, torn]);
      const cut = first.length + Math.floor((both.length - first.length) * share);
      expect(scanLog(both.subarray(0, cut))).toEqual({ records: [whole], damaged: 0 });
    }),
  );
});

it('loses a damaged record alone', () => {
  fc.assert(
    fc.property(record, record, record, fc.nat(), fc.integer({ min: 1, max: 255 }), (a, b, c, at, change) => {
      const start = bytesOf([a]).length;
      const end = bytesOf([a, b]).length;
      const bytes = bytesOf([a, b, c]);
      const hit = start + (at % (end - start));
      bytes[hit] = (bytes[hit] as number) ^ change;
      expect(scanLog(bytes)).toEqual({ records: [a, c], damaged: 1 });
    }),
  );
});

it('reads any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(scanLog(bytes).records).toEqual([]);
    }),
  );
});

it('reads records of version 1, which end with their sections', () => {
  const whole = bytesOf([{ declared: [{ id: 0, kind: 'plain', name: 'a' }], sections: [], takenUp: [] }]);
  const older = whole.slice(0, whole.length - 4);
  const view = new DataView(older.buffer);
  view.setUint32(4, 1, true);
  view.setUint32(8, older.length - 16, true);
  view.setUint32(12, crc32(older.subarray(16)), true);
  expect(scanLog(older).records).toEqual([
    { declared: [{ id: 0, kind: 'plain', name: 'a' }], sections: [], takenUp: [] },
  ]);
});
