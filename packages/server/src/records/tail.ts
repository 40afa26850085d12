/**
 * Live viewers of records as they are stored. Each has its filter, compiled once; what matches is shown up to a bound, and the true rate is
 * told beside it. Hot: every stored record is held against every viewer's filter.
 */
import type { LiveTailEvents } from '@carpy/api';
import {
  CarpyError,
  compileRecordFilter,
  type RecordFilter,
  type RecordPredicate,
  type StoredRecord,
} from '@carpy/core';
import { recordRow } from './record-row.ts';

export type TailEvent = LiveTailEvents['tail'];

export const TAIL_LIMITS = { viewers: 50, rowsAnEvent: 50, eventsPerS: 4 } as const;
/** Rows that wait to be shown: those of one second. */
const MAX_WAITING = TAIL_LIMITS.rowsAnEvent * TAIL_LIMITS.eventsPerS;
export const TAIL_EVERY_MS: number = 1_000 / TAIL_LIMITS.eventsPerS;

export interface TailQuery {
  /** A segment; empty: all. */
  readonly app: string;
  readonly filter: RecordFilter;
}

interface Viewer {
  readonly app: string;
  readonly fits: RecordPredicate;
  readonly send: (event: TailEvent) => void;
  readonly waiting: StoredRecord[];
  /** Of each of the last ticks of a second, the running one last. */
  readonly matched: number[];
  readonly shown: number[];
  /** Whether the last event told of a rate, so that its end is told too. */
  told: boolean;
}

export class Tail {
  readonly #viewers = new Map<number, Viewer>();
  #next = 1;

  get viewers(): number {
    return this.#viewers.size;
  }

  /** A number for `close`. Throws CARPY_TOO_BUSY when there are too many. */
  open({ app, filter }: TailQuery, send: (event: TailEvent) => void): number {
    if (this.#viewers.size >= TAIL_LIMITS.viewers)
      throw new CarpyError('CARPY_TOO_BUSY', `${TAIL_LIMITS.viewers} live tails are open, which is the limit`);
    const id = this.#next++;
    const perSecond = new Array<number>(TAIL_LIMITS.eventsPerS).fill(0);
    this.#viewers.set(id, {
      app,
      fits: compileRecordFilter(filter),
      send,
      waiting: [],
      matched: [...perSecond],
      shown: [...perSecond],
      told: false,
    });
    return id;
  }

  close(id: number): void {
    this.#viewers.delete(id);
  }

  add(records: readonly StoredRecord[]): void {
    if (this.#viewers.size === 0) return;
    // Agents send by transaction.
    const inOrder = records.toSorted((a, b) => a.startMs - b.startMs);
    for (const viewer of this.#viewers.values()) {
      const last = viewer.matched.length - 1;
      for (const record of inOrder) {
        if ((viewer.app !== '' && record.app !== viewer.app) || !viewer.fits(record)) continue;
        viewer.matched[last] = (viewer.matched[last] as number) + 1;
        if (viewer.waiting.length < MAX_WAITING) viewer.waiting.push(record);
      }
    }
  }

  /** To be called every TAIL_EVERY_MS: sends what there is to tell. */
  tick(): void {
    for (const viewer of this.#viewers.values()) {
      const rows = viewer.waiting.splice(0, TAIL_LIMITS.rowsAnEvent).map(recordRow);
      viewer.shown[viewer.shown.length - 1] = rows.length;
      const event: TailEvent = { rows, ratePerS: sum(viewer.matched), shownPerS: sum(viewer.shown) };
      const tells = rows.length > 0 || event.ratePerS > 0;
      if (tells || viewer.told) viewer.send(event);
      viewer.told = tells;
      for (const ticks of [viewer.matched, viewer.shown]) {
        ticks.shift();
        ticks.push(0);
      }
    }
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, n) => total + n, 0);
