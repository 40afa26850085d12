/** The four types of metrics, as numbers: they are part of the key under which a name's bytes are known. */

export const COUNTER = 0;
export const TIMER = 1;
export const GAUGE = 2;
export const SET = 3;
export type MetricType = typeof COUNTER | typeof TIMER | typeof GAUGE | typeof SET;
/** Answer of `readMetricType` for anything else. */
export const NO_TYPE = -1;

const LETTER_C = 99;
const LETTER_D = 100;
const LETTER_G = 103;
const LETTER_H = 104;
const LETTER_M = 109;
const LETTER_S = 115;

/** The type that bytes[from, to) spell: `c`, `ms`, `g`, `s`; `h` and `d` are timings, as DogStatsD has them. */
export function readMetricType(bytes: Uint8Array, from: number, to: number): MetricType | typeof NO_TYPE {
  const letter = bytes[from];
  if (to - from === 2) return letter === LETTER_M && bytes[from + 1] === LETTER_S ? TIMER : NO_TYPE;
  if (to - from !== 1) return NO_TYPE;
  if (letter === LETTER_C) return COUNTER;
  if (letter === LETTER_G) return GAUGE;
  if (letter === LETTER_S) return SET;
  return letter === LETTER_H || letter === LETTER_D ? TIMER : NO_TYPE;
}
