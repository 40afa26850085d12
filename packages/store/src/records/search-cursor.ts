/** Where a page ends: the last row's place in the order, so that records that come meanwhile change nothing behind it. */
import { CarpyError } from '@carpy/core';
import { ID_WORDS, idOfWords, parseIdWords } from './record-ids.ts';
import type { RecordSearch } from './records-group.ts';

export interface Place {
  readonly startMs: number;
  /** Four u32. */
  readonly id: Uint32Array;
  /** Code of the duration. */
  readonly duration: number;
}

const LETTERS = { newest: 'n', slowest: 's' } as const;

export const cursorText = (order: RecordSearch['order'], { startMs, id, duration }: Place): string =>
  `${LETTERS[order]}_${duration}_${startMs}_${idOfWords(id, 0)}`;

/** Throws CARPY_BAD_REQUEST. */
export function parseCursor(order: RecordSearch['order'], cursor: string): Place {
  const [letter, duration, start, hex = '', ...more] = cursor.split('_');
  const place = { startMs: Number(start), id: new Uint32Array(ID_WORDS), duration: Number(duration) };
  const sound = more.length === 0 && start !== '' && Number.isFinite(place.startMs) && Number.isInteger(place.duration);
  if (letter !== LETTERS[order] || !sound || !parseIdWords(hex, place.id, 0))
    throw new CarpyError(
      'CARPY_BAD_REQUEST',
      `cursor: "${cursor.slice(0, 80)}" is none that an answer gave for this order`,
    );
  return place;
}
