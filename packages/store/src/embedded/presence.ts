/**
 * Which slots of a chunk hold a value, as bytes: nothing when all do, else a bit a slot or the lengths of gaps and runs, whichever is
 * shorter. Format: docs/format.md, "Chunk". Hot, as chunks are (bench/store/blocks.mjs).
 */
import type { ByteReader, ByteWriter } from '../codec/bytes.ts';
import { varintBytes } from '../codec/whole-numbers.ts';

const ALL = 0;
const BITS = 1;
const RUNS = 2;

/** The form that takes fewer bytes for `count` of the slots, `places`, which ascend. */
export function presenceForm(places: Uint16Array, count: number, slots: number): number {
  if (count === slots) return ALL;
  const most = Math.ceil(slots / 8);
  let bytes = 1;
  let at = 0;
  for (let n = 0; n < count && bytes < most; ) {
    const first = places[n] as number;
    let end = first + 1;
    for (n++; n < count && places[n] === end; n++) end++;
    bytes += varintBytes(first - at) + varintBytes(end - first);
    at = end;
  }
  return bytes < most ? RUNS : BITS;
}

/** Runs are a gap and a run each; a run of none ends them. */
export function writePresence(out: ByteWriter, form: number, places: Uint16Array, count: number, slots: number): void {
  let n = 0;
  if (form === BITS) {
    for (let byte = 0; byte < slots; byte += 8) {
      let bits = 0;
      for (; n < count && (places[n] as number) < byte + 8; n++) bits |= 1 << ((places[n] as number) - byte);
      out.u8(bits);
    }
  } else if (form === RUNS) {
    for (let at = 0; n < count; ) {
      const first = places[n] as number;
      let end = first + 1;
      for (n++; n < count && places[n] === end; n++) end++;
      // The length comes first, so that one byte of 0 ends the list.
      out.varint(end - first);
      out.varint(first - at);
      at = end;
    }
    out.u8(0);
  }
}

/** Fills `places` and answers how many. Throws RangeError on a form that is not known and on slots that cannot be. */
export function readPresence(from: ByteReader, form: number, places: Uint16Array, slots: number): number {
  let count = 0;
  if (form === ALL) for (; count < slots; count++) places[count] = count;
  else if (form === BITS) {
    const bits = from.raw(Math.ceil(slots / 8));
    for (let i = 0; i < slots; i++) if (((bits[i >> 3] as number) & (1 << (i & 7))) !== 0) places[count++] = i;
  } else if (form === RUNS) {
    let at = 0;
    for (let length = from.varint(); length > 0; length = from.varint()) {
      at += from.varint();
      if (at + length > slots) throw new RangeError(`a run of ${length} from slot ${at} of ${slots} cannot be`);
      for (let i = 0; i < length; i++) places[count++] = at++;
    }
  } else throw new RangeError(`presence ${form} is not known`);
  return count;
}
