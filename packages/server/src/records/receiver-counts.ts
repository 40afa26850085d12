/** What became of bodies of records, since the start. */
import type { RecordsIntakeCounts } from '@carpy/api';
import { isCarpyError, type RecordsAnswer } from '@carpy/core';

export type Refusal = keyof RecordsIntakeCounts['refused'];

export class ReceiverCounter {
  #bodies = 0;
  #stored = 0;
  #repeated = 0;
  #bad = 0;
  readonly #refused: Record<Refusal, number> = { busy: 0, tooLarge: 0, unreadable: 0, failed: 0 };

  taken({ stored, repeated, bad }: RecordsAnswer): void {
    this.#bodies++;
    this.#stored += stored;
    this.#repeated += repeated;
    this.#bad += bad;
  }

  refused(why: Refusal): void {
    this.#refused[why]++;
  }

  counts(): RecordsIntakeCounts {
    return {
      bodies: this.#bodies,
      stored: this.#stored,
      repeated: this.#repeated,
      bad: this.#bad,
      refused: { ...this.#refused },
    };
  }
}

export function refusalOf(e: unknown): Refusal {
  if (!isCarpyError(e)) return 'failed';
  if (e.code === 'CARPY_TOO_BUSY') return 'busy';
  if (e.code === 'CARPY_TOO_LARGE') return 'tooLarge';
  return e.code === 'CARPY_BAD_REQUEST' || e.code === 'CARPY_UNSUPPORTED_TYPE' ? 'unreadable' : 'failed';
}
