// One line a figure: what, median (least to greatest, n), the goal beside it and whether it is met.
import { median } from '../carpy-process.mjs';
import { quick } from './options.mjs';

const number = (value) => {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
};

export const title = (text) => console.log(`\n${text}`);

/** A sentence below a figure: what was done, or why a peer is missing. */
export const note = (text) => console.log(`    ${text}`);

/** `goal` is {atMost} or {atLeast}, in the unit of the figures; it binds the median, or the `of` figure where given. */
export function row(what, figures, unit, goal, of) {
  const value = of ?? median(figures);
  const { atMost, atLeast } = goal ?? {};
  const met = atMost === undefined ? value >= atLeast : value <= atMost;
  const range =
    figures.length > 1
      ? `(${number(Math.min(...figures))} to ${number(Math.max(...figures))}, n = ${figures.length})`
      : '';
  // A smoke run's figures meet and miss nothing.
  const goalText =
    goal === undefined || quick
      ? ''
      : `goal ${atMost === undefined ? '>=' : '<='} ${number(atMost ?? atLeast)}: ${met ? 'met' : 'NOT MET'}`;
  console.log(
    `  ${what.padEnd(58)} ${number(value).padStart(10)} ${unit.padEnd(14)} ${range.padEnd(36)} ${goalText}`.trimEnd(),
  );
}

/** The p-th percentile of figures, p in 0 to 1. */
export function percentile(figures, p) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)];
}
