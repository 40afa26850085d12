/**
 * Whole numbers as bytes: one for all, varints where they are few, else packed bits of the numbers or of the differences of neighbours,
 * whichever takes fewer bytes. Format: docs/format.md, "Column"; each encoding is a number with its scale added.
 *
 * Hot: every column passes here (bench/store/codec.mjs). Scratch memory is kept; nothing is allocated but its growth.
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { readPacked, writePacked } from './packed.ts';
import { choosePacking, newPacking, type Packing } from './packing.ts';
import { unzigzag, varintBytes, zigzag } from './whole-numbers.ts';

export const SAME = 8;
const VARINTS = 16;
const VARINT_DELTAS = 24;
const PACKED = 32;
const PACKED_PATCHED = 40;
const PACKED_DELTAS = 48;
const PACKED_DELTAS_PATCHED = 56;
export const END_OF_WHOLES: number = PACKED_DELTAS_PATCHED + 8;

/** Up to here varints may take fewer bytes than base, width and packed bits. */
const FEW = 12;

/** What was found best for one column of whole numbers, and the bytes it takes. */
export interface Plan {
  encoding: number;
  packing: Packing;
  bytes: number;
}

export const newPlan = (): Plan => ({ encoding: SAME, packing: newPacking(), bytes: 0 });

let differences = new Float64Array(600);
const ofDifferences = newPlan();

/** Plans `count` whole numbers up to 2^50, from `wholes[0]` on; `count` is at least 1. */
export function planWholes(plan: Plan, wholes: Float64Array, count: number): void {
  if (differences.length < count) differences = new Float64Array(count);
  const first = wholes[0] as number;
  let least = first;
  let greatest = first;
  let leastDifference = Number.POSITIVE_INFINITY;
  let greatestDifference = Number.NEGATIVE_INFINITY;
  let previous = first;
  for (let i = 1; i < count; i++) {
    const whole = wholes[i] as number;
    const difference = whole - previous;
    differences[i] = difference;
    least = Math.min(least, whole);
    greatest = Math.max(greatest, whole);
    leastDifference = Math.min(leastDifference, difference);
    greatestDifference = Math.max(greatestDifference, difference);
    previous = whole;
  }
  if (least === greatest) {
    plan.encoding = SAME;
    plan.bytes = 1 + varintBytes(zigzag(first));
    return;
  }
  plan.bytes = Number.POSITIVE_INFINITY;
  // Two or three numbers never gain by a base and a width of their own.
  if (count > 3) {
    planPacked(plan, PACKED, wholes, 0, count, least, greatest);
    planPacked(ofDifferences, PACKED_DELTAS, differences, 1, count - 1, leastDifference, greatestDifference);
    ofDifferences.bytes += varintBytes(zigzag(first));
    if (ofDifferences.bytes < plan.bytes) {
      const { packing } = plan;
      plan.encoding = ofDifferences.encoding;
      plan.bytes = ofDifferences.bytes;
      plan.packing = ofDifferences.packing;
      ofDifferences.packing = packing;
    }
  }
  if (count <= FEW) planVarints(plan, wholes, count);
}

function planVarints(plan: Plan, wholes: Float64Array, count: number): void {
  let plain = 1;
  let deltas = 1;
  let previous = 0;
  for (let i = 0; i < count; i++) {
    const whole = wholes[i] as number;
    plain += varintBytes(zigzag(whole));
    deltas += varintBytes(zigzag(whole - previous));
    previous = whole;
  }
  if (Math.min(plain, deltas) >= plan.bytes) return;
  plan.encoding = deltas < plain ? VARINT_DELTAS : VARINTS;
  plan.bytes = Math.min(plain, deltas);
}

/** `encoding` is that without patches; the one with patches is 8 more. */
function planPacked(
  plan: Plan,
  encoding: number,
  numbers: Float64Array,
  at: number,
  count: number,
  least: number,
  greatest: number,
): void {
  const { packing } = plan;
  choosePacking(packing, numbers, at, count, least, greatest);
  plan.encoding = packing.patches === 0 ? encoding : encoding + 8;
  plan.bytes = 2 + varintBytes(zigzag(packing.base)) + Math.ceil(packing.bits / 8);
}

/** Appends the numbers as the plan of just these says; `scale` is added to the encoding. */
export function writeWholes(out: ByteWriter, plan: Plan, scale: number, wholes: Float64Array, count: number): void {
  const { encoding } = plan;
  const first = zigzag(wholes[0] as number);
  out.u8(encoding + scale);
  if (encoding === SAME) out.varint(first);
  else if (encoding === VARINTS) for (let i = 0; i < count; i++) out.varint(zigzag(wholes[i] as number));
  else if (encoding === PACKED || encoding === PACKED_PATCHED) writePacked(out, plan.packing, wholes, 0, count);
  else {
    out.varint(first);
    for (let i = 1; i < count; i++) differences[i] = (wholes[i] as number) - (wholes[i - 1] as number);
    if (encoding === VARINT_DELTAS) for (let i = 1; i < count; i++) out.varint(zigzag(differences[i] as number));
    else writePacked(out, plan.packing, differences, 1, count - 1);
  }
}

/**
 * Reads `count` numbers of an encoding in 8…63 and divides them by `scale`, into `out[at…]`. Throws RangeError on an unknown encoding,
 * missing bytes, and widths or patches that cannot be.
 */
export function readWholes(
  from: ByteReader,
  encoding: number,
  scale: number,
  out: Float64Array,
  at: number,
  count: number,
): void {
  const end = at + count;
  let whole = 0;
  if (encoding === SAME) {
    out.fill(unzigzag(from.varint()) / scale, at, end);
  } else if (encoding === VARINTS) {
    for (let i = at; i < end; i++) out[i] = unzigzag(from.varint()) / scale;
  } else if (encoding === VARINT_DELTAS) {
    for (let i = at; i < end; i++) {
      whole += unzigzag(from.varint());
      out[i] = whole / scale;
    }
  } else if (encoding === PACKED || encoding === PACKED_PATCHED) {
    const base = readPacked(from, encoding === PACKED_PATCHED, out, at, count);
    for (let i = at; i < end; i++) out[i] = (base + (out[i] as number)) / scale;
  } else if (count > 0) {
    whole = unzigzag(from.varint());
    const base = readPacked(from, encoding === PACKED_DELTAS_PATCHED, out, at + 1, count - 1);
    out[at] = whole / scale;
    for (let i = at + 1; i < end; i++) {
      whole += base + (out[i] as number);
      out[i] = whole / scale;
    }
  }
}
