/** The values of a window in their order: what a moving median needs. Two ways to keep them, for short windows and for long ones. */

export interface OrderedWindow {
  readonly size: number;
  add(value: number): void;
  /** Takes out one that was added before. */
  remove(value: number): void;
  /** The value with n lesser ones before it. */
  nth(n: number): number;
}

/** A sorted array; a step moves half of it, which for short windows is quicker than anything else. */
export class SortedWindow implements OrderedWindow {
  readonly #values: Float64Array;
  size = 0;

  /** @param most Values that it may hold at a time. */
  constructor(most: number) {
    this.#values = new Float64Array(most);
  }

  add(value: number): void {
    const at = rankOf(this.#values, this.size, value);
    this.#values.copyWithin(at + 1, at, this.size++);
    this.#values[at] = value;
  }

  remove(value: number): void {
    const at = rankOf(this.#values, this.size, value);
    this.#values.copyWithin(at, at + 1, this.size--);
  }

  nth(n: number): number {
    return this.#values[n] as number;
  }
}

/** A tree of counts over the ranks of all values that may ever come (Fenwick): a step takes log n, whatever the window's length. */
export class RankedWindow implements OrderedWindow {
  readonly #sorted: Float64Array;
  readonly #counts: Int32Array;
  readonly #top: number;
  size = 0;

  /** @param sorted All values, ascending, at least one. */
  constructor(sorted: Float64Array) {
    this.#sorted = sorted;
    this.#counts = new Int32Array(sorted.length + 1);
    this.#top = 2 ** Math.floor(Math.log2(sorted.length));
  }

  add(value: number): void {
    this.#change(value, 1);
  }

  remove(value: number): void {
    this.#change(value, -1);
  }

  nth(n: number): number {
    let left = n;
    let i = 0;
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = i + step;
      if (next < this.#counts.length && (this.#counts[next] as number) <= left) {
        left -= this.#counts[next] as number;
        i = next;
      }
    }
    return this.#sorted[i] as number;
  }

  #change(value: number, by: number): void {
    this.size += by;
    const counts = this.#counts;
    for (let i = rankOf(this.#sorted, this.#sorted.length, value) + 1; i < counts.length; i += i & -i)
      counts[i] = (counts[i] as number) + by;
  }
}

/** How many of the first `length` ascending values are less. */
function rankOf(sorted: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
