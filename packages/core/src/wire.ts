/**
 * Numbers and lines as the agent writes them (StatsD, https://github.com/statsd/statsd/blob/master/docs/metric_types.md):
 * single values in ms with three decimals, bucket means with nine significant digits, rates with 15, never an exponent.
 */

/** A duration in ms, three decimals at most, trailing zeros cut: 12.3, 0.004, 7. Values outside (−1e15, 1e15) have no fraction. */
export function formatMs(valueMs: number): string {
  const rounded = Math.round(valueMs * 1000) / 1000;
  return plain(rounded);
}

/** A bucket's mean with nine significant digits. */
export const formatMean = (value: number): string => plain(Number(value.toPrecision(9)));

/** A sample rate, 1 / weight, with 15 significant digits. */
export const formatRate = (weight: number): string => plain(Number((1 / weight).toPrecision(15)));

/** The shortest decimal of a finite number without an exponent: counters and gauges. */
export const formatValue = (value: number): string => plain(value);

/** The shortest decimal of a finite number without an exponent. */
function plain(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const [digits = '', exponent = '0'] = text.split('e');
  const negative = digits.startsWith('-');
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const shift = Number(exponent);
  const all = whole + fraction;
  const point = whole.length + shift;
  const unsigned =
    point <= 0
      ? `0.${'0'.repeat(-point)}${all}`
      : point >= all.length
        ? all + '0'.repeat(point - all.length)
        : `${all.slice(0, point)}.${all.slice(point)}`;
  return negative ? `-${unsigned}` : unsigned;
}

/** The weight of a sample rate: round(1/r) when 1/r is within 1e-9 of it relatively, else 1/r. `rate` in (0, 1]. */
export function weightOfRate(rate: number): number {
  const weight = 1 / rate;
  const whole = Math.round(weight);
  return Math.abs(weight - whole) <= 1e-9 * whole ? whole : weight;
}
