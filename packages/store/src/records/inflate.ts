/**
 * Unpacks raw deflate (RFC 1951) into memory that is there already. A page of a hundred records unpacks a hundred blocks of a few KB: zlib
 * makes an object and a buffer for each, and collecting those took as long as unpacking.
 *
 * Hot: once a block read (bench/records).
 */
const MAX_BITS = 15;
/** Codes of so many bits are found by one look; longer ones are rare. */
const LITERAL_BITS = 10;
const DISTANCE_BITS = 8;
const END_OF_BLOCK = 256;
/** Bytes that are copied at once. */
const WORD = 4;

const LENGTH_BASES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRAS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASES = Uint16Array.from({ length: 30 }, (_, i) =>
  i < 2 ? i + 1 : ((2 + (i & 1)) << ((i >> 1) - 1)) + 1,
);
const DISTANCE_EXTRAS = Uint8Array.from({ length: 30 }, (_, i) => (i < 2 ? 0 : (i >> 1) - 1));
/** The order in which lengths of the codes for lengths come. */
const LENGTHS_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The bytes are no deflate, or not of so many. */
export class InflateError extends Error {
  override readonly name = 'InflateError';
}

/** A prefix code: symbols by code, in canonical order. */
class PrefixCode {
  /** By the next bits: symbol × 16 + length; 0 where the code is longer. */
  readonly table: Uint16Array;
  readonly #bits: number;
  readonly #counts = new Uint16Array(MAX_BITS + 1);
  readonly #symbols: Uint16Array;

  constructor(bits: number, symbols: number) {
    this.#bits = bits;
    this.table = new Uint16Array(1 << bits);
    this.#symbols = new Uint16Array(symbols);
  }

  /** `lengths[from, until)`, by symbol; 0 where there is no code. */
  build(lengths: Uint8Array, from: number, until: number): void {
    const counts = this.#counts.fill(0);
    for (let i = from; i < until; i++) counts[lengths[i] as number] = (counts[lengths[i] as number] as number) + 1;
    counts[0] = 0;
    const offsets = new Uint16Array(MAX_BITS + 2);
    const codes = new Uint16Array(MAX_BITS + 2);
    let left = 1;
    for (let length = 1; length <= MAX_BITS; length++) {
      const count = counts[length] as number;
      left = left * 2 - count;
      if (left < 0) throw new InflateError('more codes than there are');
      offsets[length + 1] = (offsets[length] as number) + count;
      codes[length + 1] = ((codes[length] as number) + count) << 1;
    }
    this.table.fill(0);
    for (let i = from; i < until; i++) {
      const length = lengths[i] as number;
      if (length === 0) continue;
      const at = offsets[length] as number;
      offsets[length] = at + 1;
      this.#symbols[at] = i - from;
      const code = codes[length] as number;
      codes[length] = code + 1;
      if (length > this.#bits) continue;
      const entry = ((i - from) << 4) | length;
      for (let bits = reversed(code, length); bits < this.table.length; bits += 1 << length) this.table[bits] = entry;
    }
  }

  /** Symbol × 16 + length of the code that these bits begin with, one longer than the table has. */
  longer(bits: number): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= (bits >>> (length - 1)) & 1;
      const count = this.#counts[length] as number;
      if (code - first < count) return ((this.#symbols[index + code - first] as number) << 4) | length;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new InflateError('a code that there is not');
  }
}

function reversed(code: number, length: number): number {
  let turned = 0;
  for (let i = 0; i < length; i++) turned |= ((code >>> i) & 1) << (length - 1 - i);
  return turned;
}

const literals = new PrefixCode(LITERAL_BITS, 288);
const distances = new PrefixCode(DISTANCE_BITS, 32);
const lengthsCode = new PrefixCode(7, 19);
const lengths = new Uint8Array(320);

/** Bits of the source, the lowest of a byte first. */
class BitReader {
  readonly bytes: Uint8Array;
  at = 0;
  hold = 0;
  count = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** At most 16 of them. */
  take(bits: number): number {
    while (this.count < bits) {
      if (this.at === this.bytes.length) throw new InflateError('cut short');
      this.hold |= (this.bytes[this.at++] as number) << this.count;
      this.count += 8;
    }
    const value = this.hold & ((1 << bits) - 1);
    this.hold >>>= bits;
    this.count -= bits;
    return value;
  }

  symbol(code: PrefixCode, tableBits: number): number {
    while (this.count < MAX_BITS && this.at < this.bytes.length) {
      this.hold |= (this.bytes[this.at++] as number) << this.count;
      this.count += 8;
    }
    let entry = code.table[this.hold & ((1 << tableBits) - 1)] as number;
    if (entry === 0) entry = code.longer(this.hold);
    const length = entry & 15;
    if (length > this.count) throw new InflateError('cut short');
    this.hold >>>= length;
    this.count -= length;
    return entry >>> 4;
  }

  /** Whole bytes follow. */
  align(): void {
    this.at -= this.count >>> 3;
    this.hold = 0;
    this.count = 0;
  }
}

/** Asked once `end` bytes are there, at least as many as it answered before: how many it wants to be asked at again; 0: these are enough. */
export type More = (end: number) => number;

const ALL: More = () => Number.POSITIVE_INFINITY;

/** Fills `out`, which must be as long as all that comes out. What lies before it is `dictionary`. Answers how many there are. Throws InflateError. */
export function inflateInto(packed: Uint8Array, dictionary: Uint8Array, out: Uint8Array, more: More = ALL): number {
  const reader = new BitReader(packed);
  const way: Way = { dictionary, out, end: 0, askAt: more(0), more };
  for (let isLast = 0; isLast === 0 && way.askAt > 0; ) {
    isLast = reader.take(1);
    const kind = reader.take(2);
    if (kind === 0) stored(reader, way);
    else if (kind === 3) throw new InflateError('a block of no kind');
    else {
      if (kind === 1) fixedCodes();
      else dynamicCodes(reader);
      coded(reader, way);
    }
  }
  if (way.askAt > 0 && way.end !== out.length) throw new InflateError(`${way.end} bytes instead of ${out.length}`);
  return way.end;
}

interface Way {
  readonly dictionary: Uint8Array;
  readonly out: Uint8Array;
  readonly more: More;
  end: number;
  /** 0: nothing more is wanted. */
  askAt: number;
}

function stored(reader: BitReader, way: Way): void {
  const { out, end } = way;
  reader.align();
  const length = reader.take(16);
  if ((length ^ reader.take(16)) !== 0xffff) throw new InflateError('a length that is none');
  reader.align();
  const bytes = reader.bytes.subarray(reader.at, reader.at + length);
  if (bytes.length < length || end + length > out.length) throw new InflateError('too long');
  out.set(bytes, end);
  reader.at += length;
  way.end = end + length;
  if (way.end >= way.askAt) way.askAt = way.more(way.end);
}

function fixedCodes(): void {
  lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288).fill(5, 288, 320);
  literals.build(lengths, 0, 288);
  distances.build(lengths, 288, 318);
}

function dynamicCodes(reader: BitReader): void {
  const literalCount = reader.take(5) + 257;
  const count = literalCount + reader.take(5) + 1;
  const lengthCount = reader.take(4) + 4;
  lengths.fill(0);
  for (let i = 0; i < lengthCount; i++) lengths[LENGTHS_ORDER[i] as number] = reader.take(3);
  lengthsCode.build(lengths, 0, 19);
  lengths.fill(0, 0, 19);
  for (let i = 0; i < count; ) {
    const symbol = reader.symbol(lengthsCode, 7);
    if (symbol < 16) {
      lengths[i++] = symbol;
      continue;
    }
    if (symbol === 16 && i === 0) throw new InflateError('repeats nothing');
    const value = symbol === 16 ? (lengths[i - 1] as number) : 0;
    const times = symbol === 16 ? 3 + reader.take(2) : symbol === 17 ? 3 + reader.take(3) : 11 + reader.take(7);
    if (i + times > count) throw new InflateError('repeats too often');
    lengths.fill(value, i, i + times);
    i += times;
  }
  literals.build(lengths, 0, literalCount);
  distances.build(lengths, literalCount, count);
}

/** The bits are in locals: they change several times a symbol. */
function coded(reader: BitReader, way: Way): void {
  const { dictionary, out } = way;
  const { bytes } = reader;
  const literalTable = literals.table;
  const distanceTable = distances.table;
  let { at, hold, count } = reader;
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  const lastWord = out.length - WORD;
  let { end, askAt } = way;
  for (;;) {
    if (end >= askAt) {
      askAt = way.more(end);
      if (askAt === 0) break;
    }
    while (count < 24 && at < bytes.length) {
      hold |= (bytes[at++] as number) << count;
      count += 8;
    }
    let entry = literalTable[hold & ((1 << LITERAL_BITS) - 1)] as number;
    if (entry === 0) entry = literals.longer(hold);
    hold >>>= entry & 15;
    count -= entry & 15;
    const symbol = entry >>> 4;
    if (symbol < END_OF_BLOCK) {
      if (end === out.length || count < 0) throw new InflateError('too long');
      out[end++] = symbol;
      continue;
    }
    if (symbol === END_OF_BLOCK) break;
    const lengthExtra = LENGTH_EXTRAS[symbol - 257];
    if (lengthExtra === undefined) throw new InflateError('a length that is none');
    const length = (LENGTH_BASES[symbol - 257] as number) + (hold & ((1 << lengthExtra) - 1));
    hold >>>= lengthExtra;
    count -= lengthExtra;
    while (count < 24 && at < bytes.length) {
      hold |= (bytes[at++] as number) << count;
      count += 8;
    }
    entry = distanceTable[hold & ((1 << DISTANCE_BITS) - 1)] as number;
    if (entry === 0) entry = distances.longer(hold);
    hold >>>= entry & 15;
    count -= entry & 15;
    const distanceExtra = DISTANCE_EXTRAS[entry >>> 4];
    if (distanceExtra === undefined) throw new InflateError('a distance that is none');
    while (count < distanceExtra && at < bytes.length) {
      hold |= (bytes[at++] as number) << count;
      count += 8;
    }
    const distance = (DISTANCE_BASES[entry >>> 4] as number) + (hold & ((1 << distanceExtra) - 1));
    hold >>>= distanceExtra;
    count -= distanceExtra;
    if (count < 0 || end + length > out.length) throw new InflateError('too long');
    let source = end - distance;
    const until = end + length;
    if (source < 0) {
      source += dictionary.length;
      if (source < 0) throw new InflateError('goes back too far');
      while (end < until && source < dictionary.length) out[end++] = dictionary[source++] as number;
      source = 0;
    }
    if (end - source >= WORD && until <= lastWord) {
      // Up to three bytes too many: they are written over.
      for (; end < until; end += WORD, source += WORD) view.setUint32(end, view.getUint32(source));
      end = until;
    } else while (end < until) out[end++] = out[source++] as number;
  }
  if (count < 0) throw new InflateError('cut short');
  way.end = end;
  way.askAt = askAt;
  reader.at = at;
  reader.hold = hold;
  reader.count = count;
}
