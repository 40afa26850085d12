/**
 * The open interval, and what lasts over flushes, as bytes that a restart takes up. Names stand as type, path and tags, not as series, so
 * that other settings put them elsewhere. Format: docs/format.md, "Saved window".
 */
import { crc32 } from 'node:zlib';
import { CarpyError, Sketch } from '@carpy/core';
import type { MetricType } from '../protocol/metric-type.ts';
import type { BadCause } from '../protocol/sink.ts';
import { FREE, PLAIN_COUNTER, SEEN_OFTEN } from './entries.ts';
import type { Name } from './name.ts';
import type { AggregateState } from './state.ts';
import { WindowReader, WindowWriter } from './window-bytes.ts';

const MAGIC = 0x4e49_5743; // "CWIN"
export const WINDOW_VERSION = 1;
const HEAD_BYTES = 5;
const CRC_BYTES = 4;
/** Names whose keys stand together in one text behind them: one call for so many. */
const KEYS_A_TEXT = 1_024;
const NAME_BYTES = 22;
/** Flags of a name. */
const CARPY = 4;
const TOUCHED = 8;

/** `own` is what the server's own counters have counted and no flush has written. No flush is under way. */
export function saveWindow(state: AggregateState, own: readonly number[]): Uint8Array {
  const out = new WindowWriter();
  out.u32(MAGIC);
  out.u8(WINDOW_VERSION);
  out.u8(own.length);
  for (const count of own) out.f64(count);
  out.f64(state.lastSlotS);
  out.u32(state.flush);
  const places = saveNames(state, out);
  saveTimings(state, out, places);
  const countAt = out.length;
  out.u32(state.members.size);
  let members = 0;
  state.members.forEach((entry, bytes, length) => {
    const place = places[entry] as number;
    if (place === 0) return;
    members++;
    out.u32(place - 1);
    out.bytes(bytes, length);
  });
  out.patch(countAt, members);
  out.u32(crc32(out.view()));
  return new Uint8Array(out.view());
}

/** Answers the place of each entry among the names saved, plus 1; 0 for one that isn't. */
function saveNames(state: AggregateState, out: WindowWriter): Uint32Array {
  const { entries, resolver, flush } = state;
  const places = new Uint32Array(entries.size);
  const countAt = out.length;
  let keys: string[] = [];
  let names = 0;
  out.u32(0);
  for (let entry = 0; entry < entries.size; entry++) {
    const touched = entries.touched[entry] === 1;
    if (entries.forms[entry] === FREE || (!touched && entries.seen[entry] === 0)) continue;
    places[entry] = ++names;
    const carpy = (entries.forms[entry] as number) < PLAIN_COUNTER;
    out.u8(resolver.typeOf(entry) | (carpy ? CARPY : 0) | (touched ? TOUCHED : 0));
    out.u8(entries.seen[entry] as number);
    out.u32(Math.max(0, flush - (entries.lastFlush[entry] as number)));
    out.f64(entries.values[entry] as number);
    out.f64(entries.levels[entry] as number);
    keys.push(resolver.keyOf(entry));
    if (keys.length < KEYS_A_TEXT) continue;
    out.text(keys.join('\n'));
    keys = [];
  }
  if (keys.length > 0) out.text(keys.join('\n'));
  out.patch(countAt, names);
  return places;
}

function saveTimings({ timings }: AggregateState, out: WindowWriter, places: Uint32Array): void {
  const { length, entries, values, weights, weighted } = timings;
  out.u32(length);
  out.u8(weighted ? 1 : 0);
  for (let i = 0; i < length; i++) {
    out.u32((places[entries[i] as number] as number) - 1);
    out.f64(values[i] as number);
    if (weighted) out.f64(weights[i] as number);
  }
  out.u32(timings.overflows.size);
  for (const [entry, overflow] of timings.overflows) {
    out.u32((places[entry] as number) - 1);
    for (const n of [overflow.count, overflow.sum, overflow.sumSquares, overflow.lower, overflow.upper]) out.f64(n);
    const sketch = overflow.sketch.encode();
    out.bytes(sketch, sketch.length);
  }
}

export interface Restored {
  /** As `saveWindow` got it. */
  readonly own: readonly number[];
  /** Values and names for which there was no room, or no place under these settings. */
  readonly dropped: ReadonlyMap<BadCause | 'too_many_timings', number>;
}

/**
 * Takes a saved window up into a state that is empty. Throws CARPY_STORE_FORMAT when a newer version wrote it or its checksum is wrong:
 * nothing is taken then.
 */
export function restoreWindow(
  state: AggregateState,
  bytes: Uint8Array,
  resolve: (name: Name, type: MetricType) => number | BadCause,
): Restored {
  const from = checked(bytes);
  try {
    return read(state, from, resolve);
  } catch (e) {
    if (e instanceof RangeError) throw damaged(e.message);
    throw e;
  }
}

function checked(bytes: Uint8Array): WindowReader {
  if (bytes.length < HEAD_BYTES + CRC_BYTES) throw damaged(`it has ${bytes.length} bytes`);
  const head = new WindowReader(bytes);
  if (head.u32() !== MAGIC) throw damaged('it does not begin as one');
  const version = head.u8();
  if (version > WINDOW_VERSION)
    throw new CarpyError(
      'CARPY_STORE_FORMAT',
      `the saved window has version ${version}, and this one reads up to ${WINDOW_VERSION}: start the version that wrote it`,
    );
  const body = bytes.subarray(0, bytes.length - CRC_BYTES);
  if (new WindowReader(bytes.subarray(body.length)).u32() !== crc32(body)) throw damaged('its checksum is wrong');
  const from = new WindowReader(body);
  for (let i = 0; i < HEAD_BYTES; i++) from.u8();
  return from;
}

const damaged = (what: string): CarpyError =>
  new CarpyError('CARPY_STORE_FORMAT', `the saved window is damaged: ${what}`);

function read(
  state: AggregateState,
  from: WindowReader,
  resolve: (name: Name, type: MetricType) => number | BadCause,
): Restored {
  const dropped = new Map<BadCause | 'too_many_timings', number>();
  const drop = (cause: BadCause | 'too_many_timings'): void => {
    dropped.set(cause, (dropped.get(cause) ?? 0) + 1);
  };
  const own = Array.from({ length: from.u8() }, () => from.f64());
  state.lastSlotS = from.f64();
  // Idle names count their flushes on.
  state.flush = Math.max(state.flush, from.u32());
  const places = readNames(state, from, resolve, drop);
  const entryAt = (place: number): number => {
    const entry = places[place];
    if (entry === undefined) throw new RangeError(`there is no name ${place}`);
    return entry;
  };
  const timings = from.u32();
  const weighted = from.u8() === 1;
  for (let i = 0; i < timings; i++) {
    const entry = entryAt(from.u32());
    const value = from.f64();
    const weight = weighted ? from.f64() : 1;
    if (entry >= 0 && !state.timings.add(entry, value, weight)) drop('too_many_timings');
  }
  for (let left = from.u32(); left > 0; left--) {
    const entry = entryAt(from.u32());
    const [count, sum, sumSquares, lower, upper] = [from.f64(), from.f64(), from.f64(), from.f64(), from.f64()];
    const sketch = Sketch.decode(from.bytes());
    if (entry >= 0 && !state.timings.addOverflow(entry, { sketch, count, sum, sumSquares, lower, upper }))
      drop('too_many_timings');
  }
  for (let left = from.u32(); left > 0; left--) {
    const entry = entryAt(from.u32());
    const member = from.bytes();
    if (entry >= 0 && !state.members.add(entry, member, 0, member.length)) drop('too_many_members');
  }
  if (from.left > 0) throw new RangeError('more follows its end');
  return { own, dropped };
}

/** Answers the entry of each saved name; -1 for one that finds no place. */
function readNames(
  { entries, flush }: AggregateState,
  from: WindowReader,
  resolve: (name: Name, type: MetricType) => number | BadCause,
  drop: (cause: BadCause) => void,
): Int32Array {
  const count = from.u32();
  if (count > from.left / NAME_BYTES) throw new RangeError(`${count} names don't fit`);
  const places = new Int32Array(count);
  for (let first = 0; first < count; first += KEYS_A_TEXT) {
    const rows = Array.from({ length: Math.min(KEYS_A_TEXT, count - first) }, () => ({
      flags: from.u8(),
      seen: Math.min(from.u8(), SEEN_OFTEN),
      idle: from.u32(),
      value: from.f64(),
      level: from.f64(),
    }));
    const keys = from.text().split('\n');
    if (keys.length !== rows.length) throw new RangeError(`${rows.length} names have ${keys.length} keys`);
    for (const [i, { flags, seen, idle, value, level }] of rows.entries()) {
      const entry = resolve(nameOf(keys[i] as string, flags), (flags & 3) as MetricType);
      if (typeof entry === 'string') {
        drop(entry);
        places[first + i] = -1;
        continue;
      }
      places[first + i] = entry;
      entries.values[entry] = (entries.values[entry] as number) + value;
      entries.levels[entry] = level;
      entries.seen[entry] = Math.max(seen, entries.seen[entry] as number);
      entries.lastFlush[entry] = Math.max(0, flush - idle);
      if ((flags & TOUCHED) !== 0) entries.touched[entry] = 1;
    }
  }
  return places;
}

function nameOf(key: string, flags: number): Name {
  const semicolon = key.indexOf(';');
  const end = semicolon < 0 ? key.length : semicolon;
  return { path: key.slice(0, end), suffix: key.slice(end), carpy: (flags & CARPY) !== 0, tagsDropped: false };
}
