// Medians, and how sure they are.
import { median } from '../carpy-process.mjs';

/**
 * The interval that holds the true median in at least 95 of 100 cases, whatever the distribution: between the values that as many lie
 * below as above, from the binomial of n fair coins. With fewer than six values there is none: least and greatest.
 */
export function medianInterval(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  let out = 0;
  let term = 0.5 ** n;
  let tail = term;
  while (tail + (term * (n - out)) / (out + 1) <= 0.025) {
    term *= (n - out) / (out + 1);
    tail += term;
    out++;
  }
  return [sorted[out], sorted[n - 1 - out]];
}

/** `1.06 [1.04 … 1.08]`. */
export function withInterval(values, digits = 2) {
  const [low, high] = medianInterval(values);
  return `${median(values).toFixed(digits)} [${low.toFixed(digits)} … ${high.toFixed(digits)}]`;
}

/** A table as Markdown has it. */
export function table(head, rows) {
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
}
