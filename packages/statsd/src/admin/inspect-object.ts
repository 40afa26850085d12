/**
 * Writes objects as StatsD's admin port does, which is as Node's `util.inspect` shows them, in pieces and whole: `util.inspect` leaves out
 * all values of a list past the hundredth, and makes one text of everything.
 *
 * An empty piece means: nothing to write yet, let others have a turn.
 */
import { inspect } from 'node:util';

/** What `util.inspect` takes as the width of a line unless told otherwise. */
const LINE_WIDTH = 80;
/** Fewer values than this are shown as one text. More never fit on one line. */
const WHOLE = 64;
/** Lengths taken between two turns. */
const TURN = 4_096;
/** The indentation of a list that is a property's value. */
const INDENTATION = 2;

/** `{ a: 1, 'b.c': 2 }`, over several lines where it doesn't fit on one. A value is shown as one text, or in pieces when it is long. */
export function* inspectObject<T>(
  entries: Iterable<readonly [key: string, value: T]>,
  show: (value: T) => string | Iterable<string>,
): Generator<string> {
  let held: string[] | undefined = [];
  let heldLength = 0;
  for (const [key, value] of entries) {
    const name = inspectKey(key);
    const shown = show(value);
    if (held === undefined) {
      if (typeof shown === 'string') yield `,\n  ${name}: ${shown}`;
      else {
        yield `,\n  ${name}: `;
        yield* shown;
      }
    } else if (typeof shown === 'string') {
      held.push(`${name}: ${shown}`);
      heldLength += name.length + 2 + shown.length;
      if (fitsOneLine(held.length, heldLength, 0) && !shown.includes('\n')) continue;
      yield `{\n  ${held.join(',\n  ')}`;
      held = undefined;
    } else {
      yield `{\n  ${[...held, `${name}: `].join(',\n  ')}`;
      held = undefined;
      yield* shown;
    }
  }
  if (held === undefined) yield '\n}';
  else yield held.length === 0 ? '{}' : `{ ${held.join(', ')} }`;
}

export function inspectNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A list of numbers as the value of a property. */
export function inspectNumbers(values: Float64Array): string | Iterable<string> {
  if (values.length === 0) return '[]';
  const pieces = numberPieces(values);
  return values.length <= WHOLE ? [...pieces].join('') : pieces;
}

const PLAIN_KEY = /^[A-Za-z0-9_.;=-]+$/;
const IDENTIFIER = /^[A-Za-z_][A-Za-z_0-9]*$/;

function inspectKey(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  if (IDENTIFIER.test(key)) return key;
  return PLAIN_KEY.test(key) ? `'${key}'` : inspect(key, { compact: true, maxStringLength: null });
}

/** `length` is that of all entries without what stands between them. */
function fitsOneLine(entries: number, length: number, indentation: number): boolean {
  const around = 2 * entries + indentation + 11;
  return around + entries <= LINE_WIDTH && around + length <= LINE_WIDTH;
}

function* numberPieces(values: Float64Array): Generator<string> {
  const lengths = new Uint8Array(values.length);
  let total = 0;
  let longest = 0;
  for (let i = 0; i < values.length; i++) {
    const length = inspectNumber(values[i] as number).length;
    lengths[i] = length;
    total += length;
    if (length > longest) longest = length;
    if (i % TURN === TURN - 1) yield '';
  }
  const columns = columnsFor(values.length, total, longest);
  if (columns > 1) yield* table(values, columnWidths(lengths, columns));
  else if (fitsOneLine(values.length, total, INDENTATION)) yield `[ ${Array.from(values, inspectNumber).join(', ')} ]`;
  else yield* table(values, [0]);
}

/** How many numbers `util.inspect` puts on a line; 1 where it doesn't align them. */
function columnsFor(count: number, total: number, longest: number): number {
  if (count <= 6) return 1;
  const widest = longest + 2;
  const spread = total + 2 * count;
  if (widest * 3 + INDENTATION >= LINE_WIDTH || (spread / widest <= 5 && longest > 6)) return 1;
  const width = Math.max(widest - 3 - Math.sqrt(widest - spread / count), 1);
  return Math.min(
    Math.round(Math.sqrt(2.5 * width * count) / width),
    Math.floor((LINE_WIDTH - INDENTATION) / widest),
    12,
  );
}

function columnWidths(lengths: Uint8Array, columns: number): number[] {
  const widths = new Array<number>(columns).fill(0);
  for (let i = 0; i < lengths.length; i++) {
    const column = i % columns;
    widths[column] = Math.max(widths[column] as number, lengths[i] as number);
  }
  return widths;
}

/** A line a piece, numbers flush right in their columns. */
function* table(values: Float64Array, widths: readonly number[]): Generator<string> {
  for (let i = 0; i < values.length; i += widths.length) {
    const row: string[] = [];
    for (let j = 0; j < widths.length && i + j < values.length; j++) {
      // The comma belongs to the number: it is what is flush right.
      row.push(inspectNumber(values[i + j] as number).padStart(widths[j] as number));
    }
    yield `${i === 0 ? '[' : ','}\n    ${row.join(', ')}`;
  }
  yield '\n  ]';
}
