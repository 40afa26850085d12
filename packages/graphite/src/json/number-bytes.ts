/**
 * Numbers as JSON.stringify writes them, digit for digit, put into a byte buffer without a string in between.
 *
 * Hot: once a point of every JSON answer (bench/graphite). Whole numbers and few decimals come first; then the shortest digits that read
 * back as the same double are found with two doubles for the product with a power of ten. What comes too close to call, and numbers that
 * have an exponent, go through String.
 */

/** Bytes that one number takes at most: `-1.2345678901234567e-300`. */
export const MAX_NUMBER_BYTES = 26;

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
/** Two digits of each number below 100, one after the other. */
const PAIRS = Uint8Array.from({ length: 200 }, (_, i) => ZERO + (i % 2 === 0 ? Math.floor(i / 20) : (i >> 1) % 10));
/** Exact up to 10^22. */
const POWERS = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));
/** The upper 26 bits of each power; Dekker's product needs both halves. */
const POWERS_HIGH = POWERS.map(highHalf);
/** From 10^-6, where numbers have no exponent yet. */
const LEAST = 1e-6;
const MAX_WHOLE = 2 ** 53;
const MAX_INT = 2 ** 31 - 1;
/** Half the distance between doubles of each binary exponent, from that of LEAST on. */
const LEAST_EXPONENT = -20;
const HALVES = Float64Array.from({ length: 74 }, (_, n) => 2 ** (n + LEAST_EXPONENT - 53));
/** Fifteen digits always read back as themselves. */
const MAX_SHORT = 1e15;
/** What rounding in the last eight of seventeen digits may have taken; nearer to a border nothing is decided here. */
const DOUBT = 2e-8;

/** The first nine and the last eight of 17 digits. */
const digits = new Int32Array(2);
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/**
 * Writes `values[i]` at `at`, `null` for NaN and `1e9999` for infinity, as graphite-web does; answers where it ends. It takes the array,
 * since a double that is handed to a function is put on the heap first.
 */
export function putNumber(bytes: Uint8Array, at: number, values: Float64Array, i: number): number {
  let value = values[i] as number;
  let end = at;
  if (value < 0) {
    bytes[end++] = MINUS;
    value = -value;
  }
  // Both zeros are equal, and JSON has only one.
  if (value === (value | 0)) return putInt(bytes, end, value | 0);
  if (value >= LEAST && value < MAX_WHOLE) {
    const scaled = value * 1e3;
    const thousandths = Math.floor(scaled + 0.5);
    if (thousandths < MAX_INT && isNear(scaled, thousandths) && thousandths / 1e3 === value)
      return putThousandths(bytes, end, thousandths | 0);
    double[0] = value;
    return Math.floor(value) === value ? putWhole(bytes, end) : putFraction(bytes, end);
  }
  return putText(bytes, at, textOf(values[i] as number));
}

/** Writes a whole number from 0 to 2^31 - 1. */
export function putInt(bytes: Uint8Array, at: number, whole: number): number {
  if (whole >= 10_000) {
    const high = (whole / 10_000) | 0;
    const end = putInt(bytes, at, high);
    putFour(bytes, end, whole - high * 10_000);
    return end + 4;
  }
  if (whole < 10) {
    bytes[at] = ZERO + whole;
    return at + 1;
  }
  if (whole < 100) {
    putTwo(bytes, at, whole);
    return at + 2;
  }
  if (whole < 1_000) {
    const high = (whole / 100) | 0;
    bytes[at] = ZERO + high;
    putTwo(bytes, at + 1, whole - high * 100);
    return at + 3;
  }
  putFour(bytes, at, whole);
  return at + 4;
}

/** A number of thousandths that is not whole. */
function putThousandths(bytes: Uint8Array, at: number, thousandths: number): number {
  const whole = (thousandths / 1_000) | 0;
  const rest = thousandths - whole * 1_000;
  const end = putInt(bytes, at, whole);
  const tenths = (rest / 100) | 0;
  bytes[end] = POINT;
  bytes[end + 1] = ZERO + tenths;
  const last = rest - tenths * 100;
  if (last === 0) return end + 2;
  putTwo(bytes, end + 2, last);
  return bytes[end + 3] === ZERO ? end + 3 : end + 4;
}

/** The whole number in `double`, below 2^53. */
function putWhole(bytes: Uint8Array, at: number): number {
  const whole = double[0] as number;
  const high = Math.floor(whole / 1e8);
  const end = putInt(bytes, at, high | 0);
  putEight(bytes, end, (whole - high * 1e8) | 0);
  return end + 8;
}

/** The number in `double`, which is not whole, from 10^-6 to 2^53. */
function putFraction(bytes: Uint8Array, at: number): number {
  const value = double[0] as number;
  const scaled = value * 1e6;
  const millionths = Math.floor(scaled + 0.5);
  if (millionths < MAX_SHORT && isNear(scaled, millionths) && millionths / 1e6 === value) {
    const whole = Math.floor(value);
    let rest = (millionths - whole * 1e6) | 0;
    double[0] = whole;
    const end = whole <= MAX_INT ? putInt(bytes, at, whole | 0) : putWhole(bytes, at);
    bytes[end] = POINT;
    let last = end + 6;
    for (let place = last; place > end; place--) {
      const next = (rest / 10) | 0;
      bytes[place] = ZERO + rest - next * 10;
      rest = next;
    }
    while (bytes[last] === ZERO) last--;
    return last + 1;
  }
  const exponent = shortestDigits();
  return exponent === NOT_DECIDED ? putText(bytes, at, String(value)) : putDigits(bytes, at, exponent);
}

/** False where a division, which is dear, surely would not give the number back: each of its two roundings takes 2^-53 at most. */
const isNear = (scaled: number, whole: number): boolean => Math.abs(scaled - whole) <= scaled * 2.3e-16;

const NOT_DECIDED = 99;

/**
 * Puts the shortest decimal digits of the number in `double`, from 10^-6 to 10^16, into `digits`, with zeros at the end; among the
 * shortest the nearest. Answers the power of ten of the first one, or NOT_DECIDED.
 *
 * The number times 10^k, which has 17 digits before its point, is `high + low` without any error. All decimals within `half`, half the
 * distance to the next double times 10^k, read back as the number.
 */
function shortestDigits(): number {
  const value = double[0] as number;
  const top = words[1 - LOW] as number;
  // The double below a power of two is nearer than the one above it.
  if ((top & 0xf_ffff) === 0 && words[LOW] === 0) return NOT_DECIDED;
  const exponent2 = (top >>> 20) - 1023;
  let exponent = Math.floor(exponent2 * 0.30103);
  if (exponent < 0 ? value * (POWERS[-exponent] as number) >= 10 : value >= (POWERS[exponent + 1] as number))
    exponent++;
  const k = 16 - exponent;
  if (k < 0 || k > 22) return NOT_DECIDED;
  const power = POWERS[k] as number;
  const high = value * power;
  const valueHigh = highHalf(value);
  const valueLow = value - valueHigh;
  const powerHigh = POWERS_HIGH[k] as number;
  const powerLow = power - powerHigh;
  const low = valueHigh * powerHigh - high + valueHigh * powerLow + valueLow * powerHigh + valueLow * powerLow;
  const half = (HALVES[exponent2 - LEAST_EXPONENT] as number) * power;
  let first = Math.floor(high * 1e-8);
  const rest = high - first * 1e8 + low;
  let last = Math.floor(rest * 0.01 + 0.5) * 100;
  let off = Math.abs(last - rest);
  if (off > half - DOUBT) {
    if (off < half + DOUBT) return NOT_DECIDED;
    last = Math.floor(rest * 0.1 + 0.5) * 10;
    off = Math.abs(last - rest);
    if (off > 5 - DOUBT) return NOT_DECIDED;
    if (off > half - DOUBT) {
      if (off < half + DOUBT) return NOT_DECIDED;
      last = Math.floor(rest + 0.5);
      off = Math.abs(last - rest);
      if (off > 0.5 - DOUBT || off > half - DOUBT) return NOT_DECIDED;
    }
  }
  if (last < 0) {
    first--;
    last += 1e8;
  } else if (last >= 1e8) {
    first++;
    last -= 1e8;
  }
  if (first < 1e8 || first >= 1e9) return NOT_DECIDED;
  digits[0] = first;
  digits[1] = last;
  return exponent;
}

/** The number in `digits`, its first digit worth 10^exponent, without the zeros at the end. */
function putDigits(bytes: Uint8Array, at: number, exponent: number): number {
  const first = digits[0] as number;
  const one = (first / 100_000_000) | 0;
  let end = at;
  if (exponent < 0) {
    bytes[end++] = ZERO;
    bytes[end++] = POINT;
    for (let i = exponent + 1; i < 0; i++) bytes[end++] = ZERO;
  } else end++;
  bytes[end] = ZERO + one;
  putEight(bytes, end + 1, first - one * 100_000_000);
  putEight(bytes, end + 9, digits[1] as number);
  if (exponent >= 0) {
    // Those before the point move up to make room for it.
    for (let place = at; place <= at + exponent; place++) bytes[place] = bytes[place + 1] as number;
    bytes[at + exponent + 1] = POINT;
  }
  end += 17;
  while (bytes[end - 1] === ZERO) end--;
  return end;
}

/** Exactly eight digits. */
function putEight(bytes: Uint8Array, at: number, whole: number): void {
  const upper = (whole / 10_000) | 0;
  putFour(bytes, at, upper);
  putFour(bytes, at + 4, whole - upper * 10_000);
}

function putFour(bytes: Uint8Array, at: number, whole: number): void {
  const upper = (whole / 100) | 0;
  putTwo(bytes, at, upper);
  putTwo(bytes, at + 2, whole - upper * 100);
}

function putTwo(bytes: Uint8Array, at: number, whole: number): void {
  bytes[at] = PAIRS[whole * 2] as number;
  bytes[at + 1] = PAIRS[whole * 2 + 1] as number;
}

function textOf(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (value === Number.POSITIVE_INFINITY) return '1e9999';
  return value === Number.NEGATIVE_INFINITY ? '-1e9999' : String(value);
}

/** ASCII only. */
function putText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function highHalf(value: number): number {
  const scaled = value * 134_217_729;
  return scaled - (scaled - value);
}
