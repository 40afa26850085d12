/**
 * Entries of a log in about the order in which they stand, without the whole log in memory: it is read in pieces, of which the last ones are
 * kept, since starts, by which entries are asked for, are nearly in the order of the log.
 */
import { BEFORE_JSON_BYTES, ENTRY_HEAD_BYTES, EntryView } from './record-entry.ts';

/** An order without any order reads a piece for each entry: small ones bound what that costs. */
const PIECE_BYTES = 64 * 1024;
/** 8 MiB. */
const MAX_PIECES = 128;

export class LogPieces {
  readonly #read: (offset: number, bytes: number) => Uint8Array;
  /** By number; those asked for last stand last. */
  readonly #pieces = new Map<number, EntryView>();
  #last: EntryView | undefined;
  #lastNumber = -1;

  /** `read` answers fewer bytes at the end of the log. */
  constructor(read: (offset: number, bytes: number) => Uint8Array) {
    this.#read = read;
  }

  /** A view that may be moved by the next call. Throws RangeError past the end. */
  entryAt(at: number): EntryView {
    const number = Math.floor(at / PIECE_BYTES);
    const view = this.#lastNumber === number ? (this.#last as EntryView) : this.#piece(number);
    const offset = at - number * PIECE_BYTES;
    if (view.holds(offset)) view.moveTo(offset);
    else return this.#alone(at);
    return view;
  }

  #piece(number: number): EntryView {
    const pieces = this.#pieces;
    const view = pieces.get(number) ?? new EntryView(this.#read(number * PIECE_BYTES, PIECE_BYTES));
    pieces.delete(number);
    pieces.set(number, view);
    if (pieces.size > MAX_PIECES) pieces.delete(pieces.keys().next().value as number);
    this.#last = view;
    this.#lastNumber = number;
    return view;
  }

  /** One that reaches over the end of its piece. */
  #alone(at: number): EntryView {
    const head = this.#read(at, ENTRY_HEAD_BYTES);
    const length = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0, true) + BEFORE_JSON_BYTES;
    const view = new EntryView(this.#read(at, length));
    view.moveTo(0);
    return view;
  }
}
