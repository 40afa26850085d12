/** A reader of PNG as pictures are written here: 8 bits a channel, with or without alpha, not interlaced. */
import { crc32, inflateSync } from 'node:zlib';

export interface Png {
  readonly width: number;
  readonly height: number;
  /** `rrggbb` of a pixel, `rrggbbaa` where it is not opaque. */
  at(x: number, y: number): string;
}

export function readPng(given: Uint8Array): Png {
  const file = Buffer.from(given);
  if (file.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG');
  const data: Buffer[] = [];
  let [width, height, channels, at] = [0, 0, 0, 8];
  for (let type = ''; type !== 'IEND'; ) {
    const length = file.readUInt32BE(at);
    type = file.toString('latin1', at + 4, at + 8);
    const chunk = file.subarray(at + 8, at + 8 + length);
    // zlib's crc32 came with Node 20.15 and 22.2.
    if (crc32(file.subarray(at + 4, at + 8 + length)) !== file.readUInt32BE(at + 8 + length))
      throw new Error(`${type} is damaged`);
    at += length + 12;
    if (type === 'IDAT') data.push(chunk);
    if (type !== 'IHDR') continue;
    [width, height] = [chunk.readUInt32BE(0), chunk.readUInt32BE(4)];
    channels = { 2: 3, 6: 4 }[chunk[9] as number] ?? 0;
    if (chunk[8] !== 8 || channels === 0 || chunk[12] !== 0) throw new Error('not of the kind that is read here');
  }
  if (at !== file.length) throw new Error('something after the end');
  const rows = unfiltered(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  return {
    width,
    height,
    at(x, y) {
      const pixel = rows.toString('hex', (y * width + x) * channels, (y * width + x + 1) * channels);
      return pixel.endsWith('ff') && channels === 4 ? pixel.slice(0, 6) : pixel;
    },
  };
}

function unfiltered(raw: Buffer, stride: number, height: number, back: number): Buffer {
  if (raw.length !== (stride + 1) * height) throw new Error('not as many bytes as pixels');
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] as number;
    for (let i = 0; i < stride; i++) {
      const left = i < back ? 0 : (out[y * stride + i - back] as number);
      const up = y === 0 ? 0 : (out[(y - 1) * stride + i] as number);
      const corner = y === 0 || i < back ? 0 : (out[(y - 1) * stride + i - back] as number);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] as number;
      out[y * stride + i] = (raw[y * (stride + 1) + 1 + i] as number) + predicted;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(guess - one)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
