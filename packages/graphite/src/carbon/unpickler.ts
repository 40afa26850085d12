/**
 * Reads Python's pickles, protocols 0 to 5, as far as points need it: lists, tuples, strings, numbers, and the memo that lets one object stand
 * in several places (https://docs.python.org/3/library/pickletools.html names the opcodes). Every other opcode makes the pickle unreadable: no
 * class is looked up, nothing is called, no dictionary and no set is made.
 *
 * What was read stands in typed arrays, node by node, until the next `read`; nothing is allocated for a number, nor for a plain string, which
 * stays where it is in the bytes. Every opcode makes one node at most, so the frame's length bounds all of it. There is no recursion: nodes
 * that hold one another are no more than a walk makes of them.
 *
 * Hot (bench/statsd): once an opcode.
 */
import { floatNumber, littleEndian, quoted, rawUnicode, wholeNumber } from './pickle-text.ts';

export const NOTHING = 0;
export const NUMBER = 1;
/** UTF-8 in the frame: bytes[from, to). */
export const TEXT = 2;
/** A string that had escapes: `decoded`. */
export const DECODED = 3;
export const TUPLE = 4;
export const LIST = 5;

/** Answer of `read`: this is no pickle of the kinds above. */
export const UNREADABLE = -1;
/** End of a chain of cells. */
export const NO_CELL = 0;

const NEWEST_PROTOCOL = 5;
const NEWLINE = 10;
const NEVER_SET = -1;

export class Unpickler {
  /** By node. */
  kinds: Uint8Array = new Uint8Array(0);
  /** By node: a number's value; how many items a tuple or list has. */
  numbers: Float64Array = new Float64Array(0);
  /** By node: where a text begins; the number of a decoded one; the first cell of a tuple or list. */
  from: Int32Array = new Int32Array(0);
  /** By node: where a text ends; the last cell of a tuple or list. */
  to: Int32Array = new Int32Array(0);
  /** By cell: the node in it, and the next cell. */
  cellNodes: Int32Array = new Int32Array(0);
  cellNext: Int32Array = new Int32Array(0);
  decoded: string[] = [];
  #stack = new Int32Array(0);
  #marks = new Int32Array(0);
  #memo = new Int32Array(0);
  #nodes = 0;
  #cells = 1;
  #depth = 0;
  #marked = 0;
  #memoized = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /** The node of the object pickled in bytes[from, to), or UNREADABLE. What stands after the pickle's end is read over, as Python does. */
  read(bytes: Buffer, from: number, to: number): number {
    this.#reset(to - from);
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    while (this.#at < this.#end) {
      const opcode = bytes[this.#at++] as number;
      if (opcode === 0x2e) return this.#depth === 1 && this.#marked === 0 ? (this.#stack[0] as number) : UNREADABLE;
      if (!this.#step(opcode)) return UNREADABLE;
    }
    return UNREADABLE;
  }

  #step(opcode: number): boolean {
    switch (opcode) {
      case 0x80: // PROTO
        return this.#has(1) && (this.#bytes[this.#at++] as number) <= NEWEST_PROTOCOL;
      case 0x95: // FRAME: its length says nothing that the end does not
        return this.#skip(8);
      case 0x28: // MARK
        this.#marks[this.#marked++] = this.#depth;
        return true;
      case 0x5d: // EMPTY_LIST
        return this.#sequence(LIST, 0);
      case 0x29: // EMPTY_TUPLE
        return this.#sequence(TUPLE, 0);
      case 0x6c: // LIST
        return this.#marked > 0 && this.#sequence(LIST, this.#sinceMark());
      case 0x74: // TUPLE
        return this.#marked > 0 && this.#sequence(TUPLE, this.#sinceMark());
      case 0x85: // TUPLE1 to TUPLE3
      case 0x86:
      case 0x87:
        return this.#sequence(TUPLE, opcode - 0x84);
      case 0x61: // APPEND
        return this.#append(1);
      case 0x65: // APPENDS
        return this.#marked > 0 && this.#append(this.#sinceMark());
      case 0x4b: // BININT1
        return this.#has(1) && this.#number(this.#bytes[this.#at++] as number);
      case 0x4d: // BININT2
        return this.#skip(2) && this.#number(this.#bytes.readUInt16LE(this.#at - 2));
      case 0x4a: // BININT
        return this.#skip(4) && this.#number(this.#bytes.readInt32LE(this.#at - 4));
      case 0x47: // BINFLOAT
        return this.#skip(8) && this.#number(this.#bytes.readDoubleBE(this.#at - 8));
      case 0x8a: // LONG1
        return this.#long(1);
      case 0x8b: // LONG4
        return this.#long(4);
      case 0x88: // NEWTRUE
        return this.#number(1);
      case 0x89: // NEWFALSE
        return this.#number(0);
      case 0x4e: // NONE
        return this.#push(NOTHING);
      case 0x49: // INT
      case 0x4c: // LONG
        return this.#numberLine(wholeNumber);
      case 0x46: // FLOAT
        return this.#numberLine(floatNumber);
      case 0x56: // UNICODE
        return this.#textLine(rawUnicode);
      case 0x53: // STRING
        return this.#textLine(quoted);
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
      case 0x43: // SHORT_BINBYTES
        return this.#text(1);
      case 0x58: // BINUNICODE
      case 0x54: // BINSTRING
      case 0x42: // BINBYTES
        return this.#text(4);
      case 0x8d: // BINUNICODE8
      case 0x8e: // BINBYTES8
        return this.#text(8);
      case 0x94: // MEMOIZE
        return this.#put(this.#memoized);
      case 0x71: // BINPUT
        return this.#has(1) && this.#put(this.#bytes[this.#at++] as number);
      case 0x72: // LONG_BINPUT
        return this.#skip(4) && this.#put(this.#bytes.readUInt32LE(this.#at - 4));
      case 0x70: // PUT
        return this.#put(this.#line(wholeNumber));
      case 0x68: // BINGET
        return this.#has(1) && this.#get(this.#bytes[this.#at++] as number);
      case 0x6a: // LONG_BINGET
        return this.#skip(4) && this.#get(this.#bytes.readUInt32LE(this.#at - 4));
      case 0x67: // GET
        return this.#get(this.#line(wholeNumber));
      default:
        return false;
    }
  }

  #reset(length: number): void {
    if (length > this.kinds.length) this.#makeRoom(length);
    this.#memo.fill(NEVER_SET, 0, length + 1);
    this.decoded = this.decoded.length === 0 ? this.decoded : [];
    this.#nodes = 0;
    this.#cells = 1;
    this.#depth = 0;
    this.#marked = 0;
    this.#memoized = 0;
  }

  #makeRoom(length: number): void {
    const size = 2 ** Math.ceil(Math.log2(length + 2));
    this.kinds = new Uint8Array(size);
    this.numbers = new Float64Array(size);
    this.from = new Int32Array(size);
    this.to = new Int32Array(size);
    this.cellNodes = new Int32Array(size);
    this.cellNext = new Int32Array(size);
    this.#stack = new Int32Array(size);
    this.#marks = new Int32Array(size);
    this.#memo = new Int32Array(size);
  }

  #has(bytes: number): boolean {
    return this.#end - this.#at >= bytes;
  }

  #skip(bytes: number): boolean {
    if (!this.#has(bytes)) return false;
    this.#at += bytes;
    return true;
  }

  #push(kind: number): boolean {
    const node = this.#nodes++;
    this.kinds[node] = kind;
    this.#stack[this.#depth++] = node;
    return true;
  }

  #number(value: number): boolean {
    this.numbers[this.#nodes] = value;
    return this.#push(NUMBER);
  }

  #range(from: number, to: number): boolean {
    this.from[this.#nodes] = from;
    this.to[this.#nodes] = to;
    return this.#push(TEXT);
  }

  /** Takes a length of so many bytes; -1 when that many bytes are not there. */
  #length(width: number): number {
    if (!this.#skip(width)) return -1;
    const at = this.#at - width;
    if (width === 1) return this.#has(this.#bytes[at] as number) ? (this.#bytes[at] as number) : -1;
    const low = this.#bytes.readUInt32LE(at);
    return (width === 8 && this.#bytes.readUInt32LE(at + 4) !== 0) || !this.#has(low) ? -1 : low;
  }

  #text(width: number): boolean {
    const length = this.#length(width);
    if (length < 0) return false;
    this.#at += length;
    return this.#range(this.#at - length, this.#at);
  }

  #long(width: number): boolean {
    const length = this.#length(width);
    if (length < 0) return false;
    this.#at += length;
    return this.#number(littleEndian(this.#bytes, this.#at - length, this.#at));
  }

  /** What `read` makes of the rest of this line; undefined when the line does not end. */
  #line<T>(read: (bytes: Buffer, from: number, to: number) => T | undefined): T | undefined {
    const from = this.#at;
    const newline = this.#bytes.indexOf(NEWLINE, from);
    if (newline < 0 || newline >= this.#end) return undefined;
    this.#at = newline + 1;
    return read(this.#bytes, from, newline);
  }

  #numberLine(read: (bytes: Buffer, from: number, to: number) => number | undefined): boolean {
    const value = this.#line(read);
    return value !== undefined && this.#number(value);
  }

  #textLine(
    read: (bytes: Buffer, from: number, to: number) => { from: number; to: number } | string | undefined,
  ): boolean {
    const text = this.#line(read);
    if (text === undefined) return false;
    if (typeof text !== 'string') return this.#range(text.from, text.to);
    this.from[this.#nodes] = this.decoded.push(text) - 1;
    return this.#push(DECODED);
  }

  /** Takes the last mark off, and answers how many nodes stand above it. */
  #sinceMark(): number {
    return this.#depth - (this.#marks[--this.#marked] as number);
  }

  /** How many nodes stand above the last mark, which an operation may take. */
  #room(): number {
    return this.#depth - (this.#marked > 0 ? (this.#marks[this.#marked - 1] as number) : 0);
  }

  #sequence(kind: number, items: number): boolean {
    if (items > this.#room()) return false;
    const node = this.#nodes;
    this.numbers[node] = 0;
    this.from[node] = NO_CELL;
    this.to[node] = NO_CELL;
    this.#chain(node, items);
    return this.#push(kind);
  }

  /** The last `items` of the stack go into the list below them. */
  #append(items: number): boolean {
    if (items + 1 > this.#room()) return false;
    const list = this.#stack[this.#depth - items - 1] as number;
    if (this.kinds[list] !== LIST) return false;
    this.#chain(list, items);
    return true;
  }

  #chain(sequence: number, items: number): void {
    for (let i = this.#depth - items; i < this.#depth; i++) {
      const cell = this.#cells++;
      this.cellNodes[cell] = this.#stack[i] as number;
      this.cellNext[cell] = NO_CELL;
      const last = this.to[sequence] as number;
      if (last === NO_CELL) this.from[sequence] = cell;
      else this.cellNext[last] = cell;
      this.to[sequence] = cell;
    }
    this.numbers[sequence] = (this.numbers[sequence] as number) + items;
    this.#depth -= items;
  }

  /** A pickler numbers what it remembers from 0, or from 1, so no number is above that of nodes: none makes room for more. */
  #put(index: number | undefined): boolean {
    if (index === undefined || !(index >= 0 && index <= this.#nodes) || this.#room() === 0) return false;
    this.#memo[index] = this.#stack[this.#depth - 1] as number;
    this.#memoized++;
    return true;
  }

  #get(index: number | undefined): boolean {
    if (index === undefined || !(index >= 0 && index <= this.#nodes)) return false;
    const node = this.#memo[index] as number;
    if (node === undefined || node === NEVER_SET) return false;
    this.#stack[this.#depth++] = node;
    return true;
  }
}
