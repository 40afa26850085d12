import { readWhisper, seriesNameOf } from '@carpy/graphite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Slot {
  readonly atS: number;
  readonly value: number;
}

/** A file as whisper lays it out. */
function fileOf(
  archives: readonly { readonly stepS: number; readonly slots: number; readonly points: readonly Slot[] }[],
  { type = 1, xFilesFactor = 0.5 } = {},
): Uint8Array {
  const bytes = new Uint8Array(16 + archives.length * 12 + archives.reduce((n, a) => n + a.slots * 12, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type);
  view.setFloat32(8, xFilesFactor);
  view.setUint32(12, archives.length);
  let offset = 16 + archives.length * 12;
  archives.forEach(({ stepS, slots, points }, i) => {
    [offset, stepS, slots].forEach((n, k) => {
      view.setUint32(16 + i * 12 + k * 4, n);
    });
    for (const { atS, value } of points) {
      const at = offset + ((atS / stepS) % slots) * 12;
      view.setUint32(at, atS);
      view.setFloat64(at + 4, value);
    }
    offset += slots * 12;
  });
  return bytes;
}

const NOW_S = 1_800_000_000;
const read = (bytes: Uint8Array) => readWhisper(bytes, NOW_S, 'a/b.wsp');
const points = (archive: { atS: Float64Array; values: Float64Array } | undefined): [number, number][] =>
  Array.from(archive?.atS ?? [], (atS, i) => [atS - NOW_S, archive?.values[i] as number]);

describe('readWhisper', () => {
  it('answers what lies within the retention, ascending, without gaps and what is no number', () => {
    const file = read(
      fileOf([
        {
          stepS: 60,
          slots: 10,
          points: [
            { atS: NOW_S, value: 3 },
            { atS: NOW_S - 120, value: 1 },
            { atS: NOW_S - 60, value: Number.NaN },
            { atS: NOW_S - 180, value: Number.POSITIVE_INFINITY },
            // A round ago, in a slot that nothing was written to since.
            { atS: NOW_S - 5 * 60 - 600, value: 9 },
          ],
        },
      ]),
    );
    expect(file.rule).toEqual({ method: 'average', xFilesFactor: 0.5 });
    expect(points(file.archives[0])).toEqual([
      [-120, 1],
      [0, 3],
    ]);
  });

  it('takes a coarse point where no finer one is, and the one at the edge of the finer retention whole', () => {
    const fine = Array.from({ length: 10 }, (_, i) => ({ atS: NOW_S - i * 60, value: i }));
    const coarse = Array.from({ length: 4 }, (_, i) => ({ atS: NOW_S - i * 300, value: 100 + i }));
    const { archives } = read(
      fileOf([
        { stepS: 60, slots: 8, points: fine.slice(0, 8) },
        { stepS: 300, slots: 10, points: coarse },
      ]),
    );
    // The finer archive reaches back 480 s: the coarse slot from -600 to -300 began before that.
    expect(points(archives[0]).map(([at]) => at)).toEqual([-300, -240, -180, -120, -60, 0]);
    expect(points(archives[1])).toEqual([
      [-900, 103],
      [-600, 102],
    ]);
  });

  it.each([
    ['average', 1],
    ['sum', 2],
    ['last', 3],
    ['max', 4],
    ['min', 5],
    ['avg_zero', 6],
    ['absmax', 7],
    ['absmin', 8],
  ])('knows the method %s', (method, type) => {
    expect(read(fileOf([{ stepS: 1, slots: 1, points: [] }], { type, xFilesFactor: 0.1 })).rule).toEqual({
      method,
      xFilesFactor: 0.1,
    });
  });

  it.each<[string, Uint8Array, string]>([
    ['too short', new Uint8Array(15), 'it has 15 bytes'],
    ['another type', fileOf([{ stepS: 1, slots: 1, points: [] }], { type: 9 }), 'its aggregation type is 9'],
    ['cut', fileOf([{ stepS: 1, slots: 5, points: [] }]).subarray(0, 60), 'it ends within archive 1: 60 bytes, 88'],
    ['no archives', fileOf([]), 'it says 0 archives'],
    ['no step', fileOf([{ stepS: 0, slots: 0, points: [] }]), 'archive 1 has a step of 0 s'],
    ['a wild share', fileOf([{ stepS: 1, slots: 1, points: [] }], { xFilesFactor: 2 }), 'its xFilesFactor is 2'],
  ])('refuses a file that is %s, by name', (_, bytes, why) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: 'CARPY_BAD_FILE', message: expect.stringContaining(`a/b.wsp: ${why}`) }),
    );
  });

  it('of any bytes it answers points within the retention or refuses them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          for (const { atS, values } of read(bytes).archives) {
            expect([...atS]).toEqual([...atS].sort((a, b) => a - b));
            expect(values.every(Number.isFinite)).toBe(true);
          }
        } catch (e) {
          expect(e).toMatchObject({ code: 'CARPY_BAD_FILE' });
        }
      }),
    );
  });
});

it.each([
  ['servers/a/load.wsp', 'servers.a.load'],
  ['load.wsp', 'load'],
  ['_tagged/0ab/cde/disk_DOT_used;host=a.wsp', 'disk.used;host=a'],
  [`_tagged/0ab/cde/${'0a'.repeat(32)}.wsp`, undefined],
])('%s holds %s', (path, name) => {
  expect(seriesNameOf(path)).toBe(name);
});
