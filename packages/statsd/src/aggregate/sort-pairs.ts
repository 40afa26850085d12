/**
 * Sorts a part of an array ascending, and its weights with it.
 *
 * Hot: once a timer and flush (bench/statsd). Most groups are short: there an insertion sort in place beats a view and a call out of
 * JavaScript. Long groups without weights go to Float64Array's own sort; with weights through an index.
 */

const SHORT = 24;

export function sortPairs(values: Float64Array, weights: Float64Array | undefined, from: number, to: number): void {
  if (to - from <= SHORT) insertionSort(values, weights, from, to);
  else if (weights === undefined) values.subarray(from, to).sort();
  else sortByIndex(values, weights, from, to);
}

function insertionSort(values: Float64Array, weights: Float64Array | undefined, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const value = values[i] as number;
    let j = i - 1;
    if ((values[j] as number) <= value) continue;
    const weight = weights === undefined ? 1 : (weights[i] as number);
    for (; j >= from && (values[j] as number) > value; j--) {
      values[j + 1] = values[j] as number;
      if (weights !== undefined) weights[j + 1] = weights[j] as number;
    }
    values[j + 1] = value;
    if (weights !== undefined) weights[j + 1] = weight;
  }
}

function sortByIndex(values: Float64Array, weights: Float64Array, from: number, to: number): void {
  const order = Uint32Array.from({ length: to - from }, (_, i) => from + i);
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const sortedValues = new Float64Array(order.length);
  const sortedWeights = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) {
    sortedValues[i] = values[order[i] as number] as number;
    sortedWeights[i] = weights[order[i] as number] as number;
  }
  values.set(sortedValues, from);
  weights.set(sortedWeights, from);
}
