/**
 * Points that carbon clients sent, until the ingest thread hands them to the store: columns that grow by doubling up to a bound.
 *
 * Hot: `add` runs once a point (bench/statsd).
 */
import { DropLog, NameTable, type PointBatch } from '@carpy/core';

export interface PointBufferOptions {
  /** The writer's numbers, shared with everything else that writes through it. Default one of its own. */
  readonly names?: NameTable;
  /** Where drops are counted. Default one of its own. */
  readonly drops?: DropLog;
  /** Points kept until they are taken. Default 1,048,576 (20 bytes each). */
  readonly maxPoints?: number;
  /** Called when a quarter of that is reached, and at each multiple of it: whoever takes batches need not wait for his time. */
  readonly onMany?: () => void;
}

export class PointBuffer {
  readonly names: NameTable;
  readonly drops: DropLog;
  /** Points taken in since the start. */
  points = 0;
  readonly #maxPoints: number;
  readonly #many: number;
  readonly #onMany: (() => void) | undefined;
  #ids = new Uint32Array(1_024);
  #atS = new Float64Array(1_024);
  #values = new Float64Array(1_024);
  #size = 0;

  constructor(options: PointBufferOptions = {}) {
    this.names = options.names ?? new NameTable();
    this.drops = options.drops ?? new DropLog();
    this.#maxPoints = options.maxPoints ?? 1_048_576;
    this.#many = Math.ceil(this.#maxPoints / 4);
    this.#onMany = options.onMany;
  }

  /** Points waiting. */
  get size(): number {
    return this.#size;
  }

  /** Adds a point, stamped in seconds since the epoch. False when the buffer is full. */
  add(id: number, atS: number, value: number): boolean {
    const at = this.#size;
    if (at >= this.#maxPoints) return false;
    if (at === this.#ids.length) this.#grow();
    this.#ids[at] = id;
    this.#atS[at] = atS;
    this.#values[at] = value;
    this.#size = at + 1;
    this.points++;
    if (this.#size % this.#many === 0) this.#onMany?.();
    return true;
  }

  /** All points since the last call, in the order in which they came; undefined when there were none. */
  takeBatch(): PointBatch | undefined {
    if (this.#size === 0) return undefined;
    const size = this.#size;
    this.#size = 0;
    return {
      declared: this.names.takeDeclared(),
      ids: this.#ids.slice(0, size),
      atS: this.#atS.slice(0, size),
      values: this.#values.slice(0, size),
    };
  }

  #grow(): void {
    const size = this.#ids.length * 2;
    const ids = new Uint32Array(size);
    const atS = new Float64Array(size);
    const values = new Float64Array(size);
    ids.set(this.#ids);
    atS.set(this.#atS);
    values.set(this.#values);
    this.#ids = ids;
    this.#atS = atS;
    this.#values = values;
  }
}
