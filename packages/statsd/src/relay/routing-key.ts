/**
 * Which bytes of a line decide on its node: the name up to the first `:`, as npm statsd's proxy has it, so Graphite's tags (`name;a=b`)
 * part series and DogStatsD's (`|#a:b`) do not.
 *
 * Under `carpy.` only the first four segments count, app, server and transaction: the three counters of an Apdex record are one series,
 * and a transaction's functions are read against its own count, so a node that has one of them must have all.
 *
 * Hot: once a line.
 */
const COLON = 58;
const DOT = 46;
const LF = 10;
const UNDERSCORE = 95;
const LETTER_E = 101;
const LETTER_S = 115;
const LETTER_C = 99;
const BRACE = 123;
const PIPE = 124;
const CARPY = Buffer.from('carpy.');
const SEGMENTS = 4;

/** The offset after the key of the line that begins at `from`. A line without a colon is all key. */
export function endOfKey(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  if (bytes[at] === LETTER_C && isCarpy(bytes, from, to)) {
    for (let dots = 0; at < to; at++) {
      const byte = bytes[at];
      if (byte === COLON || byte === LF || (byte === DOT && ++dots === SEGMENTS)) return at;
    }
    return to;
  }
  while (at < to && bytes[at] !== COLON && bytes[at] !== LF) at++;
  return at;
}

/** A DogStatsD event `_e{…` or service check `_sc|…`: it has no name. */
export function isNameless(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] !== UNDERSCORE || to - from < 4) return false;
  if (bytes[from + 1] === LETTER_E) return bytes[from + 2] === BRACE;
  return bytes[from + 1] === LETTER_S && bytes[from + 2] === LETTER_C && bytes[from + 3] === PIPE;
}

function isCarpy(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < CARPY.length) return false;
  for (let i = 0; i < CARPY.length; i++) if (bytes[from + i] !== CARPY[i]) return false;
  return true;
}
