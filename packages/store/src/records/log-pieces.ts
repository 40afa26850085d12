/**
 * Entries of a log in about the order in which they stand, without the whole log in memory: it is read in pieces, of which the last ones are
 * kept, since starts, by which entries are asked for, are nearly in the order of the log.
 */
import { giveBack } from './give-back.ts';
import { BEFORE_JSON_BYTES, ENTRY_HEAD_BYTES, EntryView } from './record-entry.ts';

/** An order without any order reads a piece for each entry: small ones bound what that costs. */
const PIECE_BYTES = 64 * 1024;
/** 4 MiB. */
const MAX_PIECES = 64;

/** Up to `bytes` bytes from `offset`, fewer at the end of the log; in the memory of `into`, where it is given. */
type Read = (offset: number, bytes: number, into?: Uint8Array) => Uint8Array;

interface Piece {
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly view: EntryView;
}

export class LogPieces {
  readonly #read: Read;
  /** By number; those asked for last stand last. */
  readonly #pieces = new Map<number, Piece>();
  #last: EntryView | undefined;
  #lastNumber = -1;

  constructor(read: Read) {
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

  /** Gives its memory back: views of it are of no use any more. */
  close(): void {
    giveBack([...this.#pieces.values()].map(({ memory }) => memory.buffer));
    this.#pieces.clear();
  }

  #piece(number: number): EntryView {
    const pieces = this.#pieces;
    let piece = pieces.get(number);
    if (piece === undefined) {
      const memory = this.#memory();
      piece = { memory, view: new EntryView(this.#read(number * PIECE_BYTES, PIECE_BYTES, memory)) };
    }
    pieces.delete(number);
    pieces.set(number, piece);
    this.#last = piece.view;
    this.#lastNumber = number;
    return piece.view;
  }

  /** That of the piece that was not asked for the longest, once there are as many as may be. */
  #memory(): Uint8Array<ArrayBuffer> {
    if (this.#pieces.size < MAX_PIECES) return new Uint8Array(PIECE_BYTES);
    const [oldest, { memory }] = this.#pieces.entries().next().value as [number, Piece];
    this.#pieces.delete(oldest);
    return memory;
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
