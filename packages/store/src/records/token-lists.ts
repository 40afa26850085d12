/**
 * Tokens as a segment has them: sorted into buckets by their highest bits, so that a question reads one small bucket. In a bucket, for each
 * token: varint difference to the token before, varint count of positions − 1, then varint differences of the positions.
 */
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter } from '../codec/bytes.ts';
import type { Breath } from '../embedded/breath.ts';
import { giveBack } from './give-back.ts';
import { TOKEN_BUCKET_SHIFT, TOKEN_BUCKETS } from './segment-format.ts';
import type { TableContent } from './table-content.ts';

const POSITION_BITS = 2 ** 21;
/** Of a token, below those that say its bucket. */
const LOW_BITS = 2 ** TOKEN_BUCKET_SHIFT - 1;

export interface TokenLists {
  /** Where each bucket begins in `postings`, where the last one ends, then the CRC of each. */
  readonly places: Uint32Array;
  readonly postings: Uint8Array;
}

/** `positionOf` by row. */
export async function tokenLists(
  pairs: TableContent['tokens'],
  positionOf: Uint32Array,
  breath: Breath,
): Promise<TokenLists> {
  const { tokens, rows } = pairs;
  const { length } = tokens;
  const starts = new Uint32Array(TOKEN_BUCKETS + 1);
  for (let i = 0; i < length; i++) {
    const next = ((tokens[i] as number) >>> TOKEN_BUCKET_SHIFT) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let b = 0; b < TOKEN_BUCKETS; b++) starts[b + 1] = (starts[b + 1] as number) + (starts[b] as number);
  const filled = starts.slice();
  // A token's lower bits and its row's position in one number: sorting numbers asks no function.
  const keys = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const token = tokens[i] as number;
    const bucket = token >>> TOKEN_BUCKET_SHIFT;
    const at = filled[bucket] as number;
    filled[bucket] = at + 1;
    keys[at] = (token & LOW_BITS) * POSITION_BITS + (positionOf[rows[i] as number] as number);
  }
  const out = new ByteWriter(length * 4);
  const places = new Uint32Array(TOKEN_BUCKETS * 2 + 1);
  for (let bucket = 0; bucket < TOKEN_BUCKETS; bucket++) {
    writeBucket(out, keys.subarray(starts[bucket], starts[bucket + 1]).sort());
    places[bucket + 1] = out.length;
    places[TOKEN_BUCKETS + 1 + bucket] = crc32(out.view(places[bucket]));
    if (breath.isOver) await breath.breathe();
  }
  giveBack([keys.buffer]);
  return { places, postings: out.view() };
}

function writeBucket(out: ByteWriter, keys: Float64Array): void {
  let before = 0;
  for (let i = 0; i < keys.length; ) {
    const token = Math.floor((keys[i] as number) / POSITION_BITS);
    // A remainder of floating-point numbers is a function call; a difference is none.
    const start = token * POSITION_BITS;
    const end = start + POSITION_BITS;
    let count = 0;
    let to = i;
    for (; to < keys.length && (keys[to] as number) < end; to++) if (to === i || keys[to] !== keys[to - 1]) count++;
    out.varint(token - before);
    out.varint(count - 1);
    before = token;
    let last = 0;
    for (let at = i; at < to; at++) {
      if (at > i && keys[at] === keys[at - 1]) continue;
      const position = (keys[at] as number) - start;
      out.varint(position - last);
      last = position;
    }
    i = to;
  }
}

const NONE = new Uint32Array(0);

/** Positions of a token in the bytes of its bucket. Throws RangeError where they are cut short. */
export function findToken(bucket: Uint8Array, token: number): Uint32Array {
  const wanted = token & LOW_BITS;
  const reader = new ByteReader(bucket);
  let at = 0;
  while (reader.left > 0) {
    at += reader.varint();
    const count = reader.varint() + 1;
    if (at > wanted) return NONE;
    if (at === wanted) {
      const positions = new Uint32Array(count);
      for (let i = 0, position = 0; i < count; i++) positions[i] = position += reader.varint();
      return positions;
    }
    for (let i = 0; i < count; i++) reader.varint();
  }
  return NONE;
}
