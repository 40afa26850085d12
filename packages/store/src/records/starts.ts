/** Starts of rows, ascending: of each zone its first, and of each row the ms since then, in as few bytes as the widest zone needs. */
import { ZONE_ROWS } from './zones.ts';

export type StartOffsets = Uint16Array | Uint32Array | Float64Array;

export class Starts {
  /** Epoch ms. */
  readonly bases: Float64Array;
  readonly offsets: StartOffsets;

  constructor(bases: Float64Array, offsets: StartOffsets) {
    this.bases = bases;
    this.offsets = offsets;
  }

  static of(sorted: Float64Array): Starts {
    const bases = new Float64Array(Math.ceil(sorted.length / ZONE_ROWS));
    let widest = 0;
    let whole = true;
    for (let i = 0; i < sorted.length; i++) {
      const zone = Math.floor(i / ZONE_ROWS);
      if (i % ZONE_ROWS === 0) bases[zone] = sorted[i] as number;
      const offset = (sorted[i] as number) - (bases[zone] as number);
      widest = Math.max(widest, offset);
      whole &&= Number.isInteger(offset);
    }
    // Fractions would not come back as they were from a sum.
    if (!whole) return new Starts(bases.fill(0), sorted.slice());
    const offsets = new (kindOf(widest))(sorted.length);
    for (let i = 0; i < sorted.length; i++)
      offsets[i] = (sorted[i] as number) - (bases[Math.floor(i / ZONE_ROWS)] as number);
    return new Starts(bases, offsets);
  }

  at(position: number): number {
    return (this.bases[Math.floor(position / ZONE_ROWS)] as number) + (this.offsets[position] as number);
  }

  /** The first position whose start is more than `ms`. */
  firstAfter(ms: number): number {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) > ms) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function kindOf(widest: number): typeof Uint16Array | typeof Uint32Array | typeof Float64Array {
  if (widest < 2 ** 16) return Uint16Array;
  return widest < 2 ** 32 ? Uint32Array : Float64Array;
}
