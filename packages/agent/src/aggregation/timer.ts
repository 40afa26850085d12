/** One name that durations are sent under, and one that counts are. What waits of it until the next flush hangs on it: no look-up a value. */
import type { TimerSketch } from './timer-sketch.ts';

export class Timer {
  /** The start of its lines, `<path>:`. */
  readonly prefix: Uint8Array;
  /** Its durations since the last flush; undefined while there are none. */
  sketch: TimerSketch | undefined;

  constructor(path: string) {
    this.prefix = prefixOf(path);
  }
}

export class Tally {
  /** The start of its lines, `<path>:`. */
  readonly prefix: Uint8Array;
  /** Counted since the last flush. */
  sum = 0;
  /** It is in the list of the next flush. */
  waits = false;

  constructor(path: string) {
    this.prefix = prefixOf(path);
  }
}

const prefixOf = (path: string): Uint8Array => new Uint8Array(Buffer.from(`${path}:`, 'latin1'));
