import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter } from '../src/codec/bytes.ts';
import { type LogRecord, type OlderLogs, scanLog, writeLogRecord } from '../src/embedded/log-record.ts';
import { NO_ROWS, NO_TIMERS, type Section } from '../src/embedded/section.ts';
import { namesToLog } from './names.ts';

const older: OlderLogs = { traitsOf: (name, kind) => name.length * 100 + kind.length, fineStepS: 5 };

const record: fc.Arbitrary<LogRecord> = fc.record({
  declared: fc.array(
    fc.record({
      id: fc.nat(),
      traits: fc.integer({ min: 0, max: 0xffff_ffff }),
      name: fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(
          'servers.host1.cpu',
          'servers.host1.cpu2',
          'servers.host12.cpu',
          'servers.hôte',
          'servers.hõte',
        ),
      ),
    }),
    { maxLength: 5 },
  ),
  sections: fc.array(
    fc.record({
      slotS: fc.nat(),
      stepS: fc.constantFrom(0, 10, 600),
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
  schemas: fc.constantFrom(undefined, Uint8Array.of(1, 2, 3)),
});

function bytesOf(records: readonly LogRecord[]): Uint8Array {
  const out = new ByteWriter(16);
  for (const r of records) writeLogRecord(out, { ...r, declared: namesToLog(r.declared) });
  return out.take();
}

it('reads what was written, from memory of its own and from shared memory', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 4 }), (records) => {
      const bytes = bytesOf(records);
      expect(scanLog(bytes, older)).toEqual({ records, damaged: 0 });
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      expect(scanLog(shared, older)).toEqual({ records, damaged: 0 });
    }),
  );
});

it('reads what lies at any place of its memory', () => {
  fc.assert(
    fc.property(record, fc.nat({ max: 9 }), (one, place) => {
      const bytes = bytesOf([one]);
      const moved = new Uint8Array(place + bytes.length).subarray(place);
      moved.set(bytes);
      expect(scanLog(moved, older)).toEqual({ records: [one], damaged: 0 });
    }),
  );
});

it('takes values as views of the log, without a copy', () => {
  const section: Section = {
    slotS: 600,
    stepS: 10,
    coveredMs: 0,
    timers: NO_TIMERS,
    apdex: NO_ROWS,
    values: { ids: Uint32Array.of(1, 2, 3), values: Float64Array.of(1, 2, 3) },
  };
  const named = { id: 1, traits: 5, name: 'odd' };
  const bytes = bytesOf([{ declared: [named], sections: [section, section], takenUp: ['abc'], schemas: undefined }]);
  const [read] = scanLog(bytes, older).records;
  for (const { values } of read?.sections ?? []) {
    expect(values.values.buffer).toBe(bytes.buffer);
    expect(values.ids.buffer).toBe(bytes.buffer);
  }
  expect(read?.sections).toHaveLength(2);
});

it('leaves a torn end out, wherever it tears', () => {
  fc.assert(
    fc.property(record, record, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (whole, torn, share) => {
      const first = bytesOf([whole]);
      const both = bytesOf([whole, torn]);
      const cut = first.length + Math.floor((both.length - first.length) * share);
      expect(scanLog(both.subarray(0, cut), older)).toEqual({ records: [whole], damaged: 0 });
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
      expect(scanLog(bytes, older)).toEqual({ records: [a, c], damaged: 1 });
    }),
  );
});

it('reads any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(scanLog(bytes, older).records).toEqual([]);
    }),
  );
});

/** A record of version 1 or 2: one name, one section of one value. */
function olderRecord(version: number): Uint8Array {
  const out = new ByteWriter();
  for (const n of [0x4c415743, version, 0, 0]) out.u32(n);
  out.u32(1);
  out.u32(7);
  out.u8(5);
  out.string('ab');
  out.u32(1);
  out.f64(600);
  out.f64(5_000);
  for (const n of [0, 0, 0, 1]) out.u32(n);
  out.array(Uint32Array.of(7));
  out.array(Float64Array.of(1.5));
  if (version === 2) {
    out.u32(1);
    out.string('kept');
  }
  const payload = out.view(16);
  const crc = crc32(payload);
  out.setU32(8, payload.length);
  out.setU32(12, crc);
  return out.take();
}

it.each([
  { version: 1, takenUp: [] },
  { version: 2, takenUp: ['kept'] },
])('reads records of version $version, whose traits and step the caller knows', ({ version, takenUp }) => {
  expect(scanLog(olderRecord(version), older).records).toEqual([
    {
      declared: [{ id: 7, traits: older.traitsOf('ab', 'plain'), name: 'ab' }],
      sections: [
        {
          slotS: 600,
          stepS: 5,
          coveredMs: 5_000,
          timers: NO_TIMERS,
          apdex: NO_ROWS,
          values: { ids: Uint32Array.of(7), values: Float64Array.of(1.5) },
        },
      ],
      takenUp,
      schemas: undefined,
    },
  ]);
});
