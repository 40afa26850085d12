/**
 * One record as bytes. An entry of a log: u32 bytes of the JSON, u8 flags, the id's four u32, the trace's four u32 where the flags say so,
 * f64 start, u32 duration, u32 codes of what it has in common with others, and the JSON of all the rest. Random digits take their own bits
 * and no more, what repeats a number; the rest goes through deflate later.
 *
 * Hot: once a record taken (bench/records).
 */
import type { Outcome, RecordChild, StoredRecord } from '@carpy/core';
import type { ByteWriter } from '../codec/bytes.ts';
import { JsonBytes, type JsonKey, jsonKeyOf } from '../codec/json-bytes.ts';
import { ID_BYTES, ID_WORDS, idOfWords, parseIdWords } from './record-ids.ts';
import { type CodeFields, durationOfCode } from './row-codes.ts';
import type { RowTable } from './row-table.ts';

/** The id is in the words; else they are hashes of it and the JSON has it. */
export const ID_IN_WORDS = 1;
const TRACE_IN_WORDS = 2;
/** Start, duration and codes stand before the JSON, which has none of what they say. Not so in logs of version 1. */
const IN_COLUMNS = 4;
/** Before the words. */
export const ENTRY_HEAD_BYTES = 5;
/** Start, duration, and a code of each shared column. */
const COLUMNS_BYTES = 24;
/** The most that stands before the JSON. */
export const BEFORE_JSON_BYTES: number = ENTRY_HEAD_BYTES + 2 * ID_BYTES + COLUMNS_BYTES;

/** Columns whose codes stand for fields that the JSON has not. */
export const SHARED_COLUMNS = ['what', 'origin', 'result'] as const;
export type SharedColumn = (typeof SHARED_COLUMNS)[number];

/** What the codes of a row stand for. */
export type RowFields = Readonly<Record<SharedColumn, CodeFields>>;

const trace = new Uint32Array(ID_WORDS);
const json = new JsonBytes();

/** Appends the entry of a row. */
export function writeEntry(out: ByteWriter, record: StoredRecord, table: RowTable, row: number): void {
  const { traceId } = record;
  const traceInWords = traceId !== undefined && parseIdWords(traceId, trace, 0);
  const idInWords = table.idInWords[row] === ID_IN_WORDS;
  const start = out.length;
  const before = ENTRY_HEAD_BYTES + (traceInWords ? 2 : 1) * ID_BYTES;
  let at = out.skip(before + COLUMNS_BYTES);
  const { memory } = out;
  memory.setUint8(at + 4, (idInWords ? ID_IN_WORDS : 0) + (traceInWords ? TRACE_IN_WORDS : 0) + IN_COLUMNS);
  at += ENTRY_HEAD_BYTES;
  for (let i = 0; i < ID_WORDS; i++, at += 4) memory.setUint32(at, table.ids[row * ID_WORDS + i] as number, true);
  if (traceInWords) for (let i = 0; i < ID_WORDS; i++, at += 4) memory.setUint32(at, trace[i] as number, true);
  memory.setFloat64(at, record.startMs, true);
  memory.setUint32(at + 8, table.duration[row] as number, true);
  memory.setUint32(at + 12, table.what[row] as number, true);
  memory.setUint32(at + 16, table.origin[row] as number, true);
  memory.setUint32(at + 20, table.result[row] as number, true);
  const inCode = record.durationMs === durationOfCode(table.duration[row] as number);
  writeRest(record, idInWords, traceInWords, inCode);
  const rest = json.view();
  out.raw(rest);
  out.setU32(start, rest.length);
}

/** Lists that are empty are not written. */
function writeRest(r: StoredRecord, id: boolean, traceId: boolean, duration: boolean): void {
  json.clear();
  json.open();
  if (!id) json.field(KEYS.id, r.id);
  if (!duration) json.field(KEYS.durationMs, r.durationMs);
  json.field(KEYS.requestId, r.requestId);
  if (!traceId) json.field(KEYS.traceId, r.traceId);
  json.field(KEYS.weight, r.weight);
  if (r.children.length > 0) {
    json.key(KEYS.children);
    json.list(r.children, writeChild);
  }
  json.field(KEYS.causes, r.causes);
  json.field(KEYS.error, r.error);
  if (!isEmpty(r.context)) json.field(KEYS.context, r.context);
  if (r.logs.length > 0) json.field(KEYS.logs, r.logs);
  json.field(KEYS.agentStartMs, r.agentStartMs);
  json.field(KEYS.fingerprint, r.fingerprint);
  json.field(KEYS.redacted, r.redacted);
  json.close();
}

function isEmpty(fields: object): boolean {
  for (const _ in fields) return false;
  return true;
}

/** A child by its places, since it has all of its fields and there are many of them; the outcome where it is not ok. */
type ListedChild = readonly [
  name: string,
  parent: number,
  startOffsetMs: number,
  durationMs: number,
  outcome?: Outcome,
];

function writeChild({ name, parent, startOffsetMs, durationMs, outcome }: RecordChild): void {
  json.openList();
  json.item(name);
  json.item(parent);
  json.item(startOffsetMs);
  json.item(durationMs);
  if (outcome !== 'ok') json.item(outcome);
  json.closeList();
}

const child = ([name, parent, startOffsetMs, durationMs, outcome = 'ok']: ListedChild): RecordChild => ({
  name,
  parent,
  startOffsetMs,
  durationMs,
  outcome,
});

type Shared = 'startMs' | Exclude<keyof CodeFields, 'weight'>;
/** Every field there is besides, so that none is forgotten. */
type RestKey = Exclude<keyof Required<StoredRecord>, Shared>;
type Rest = Omit<Pick<StoredRecord, RestKey>, 'children'> & { readonly children: readonly ListedChild[] };
const KEYS: { readonly [K in RestKey]: JsonKey } = {
  id: jsonKeyOf('id'),
  durationMs: jsonKeyOf('durationMs'),
  requestId: jsonKeyOf('requestId'),
  traceId: jsonKeyOf('traceId'),
  weight: jsonKeyOf('weight'),
  children: jsonKeyOf('children'),
  causes: jsonKeyOf('causes'),
  error: jsonKeyOf('error'),
  context: jsonKeyOf('context'),
  logs: jsonKeyOf('logs'),
  agentStartMs: jsonKeyOf('agentStartMs'),
  fingerprint: jsonKeyOf('fingerprint'),
  redacted: jsonKeyOf('redacted'),
};
/** As it is read. Whole records are of entries of version 1. */
type Parsed = Partial<Rest> | StoredRecord;

const words = new Uint32Array(ID_WORDS * 2);

/** Where the parts of an entry are, that begins at `at`. */
export class EntryView {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;
  flags = 0;
  jsonBytes = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Throws RangeError past the end. */
  moveTo(at: number): void {
    this.at = at;
    this.jsonBytes = this.#view.getUint32(at, true);
    this.flags = this.#view.getUint8(at + 4);
    if (this.end > this.bytes.length) throw new RangeError('cut short');
  }

  /** Whether the entry there lies within the bytes. */
  holds(at: number): boolean {
    const { length } = this.bytes;
    return at + BEFORE_JSON_BYTES <= length && at + BEFORE_JSON_BYTES + this.#view.getUint32(at, true) <= length;
  }

  get hasTrace(): boolean {
    return hasTraceFlag(this.flags);
  }

  get idAt(): number {
    return this.at + ENTRY_HEAD_BYTES;
  }

  get jsonAt(): number {
    return this.#columnsAt + ((this.flags & IN_COLUMNS) === 0 ? 0 : COLUMNS_BYTES);
  }

  get end(): number {
    return this.jsonAt + this.jsonBytes;
  }

  /** As the log has it, whose table need not be that of today. */
  codeOf(column: SharedColumn): number {
    if ((this.flags & IN_COLUMNS) === 0) return 0;
    return this.#view.getUint32(this.#columnsAt + 12 + SHARED_COLUMNS.indexOf(column) * 4, true);
  }

  /** Throws SyntaxError for what is no JSON. */
  record(shared: RowFields): StoredRecord {
    for (let i = 0; i < (this.hasTrace ? 2 : 1) * ID_WORDS; i++)
      words[i] = this.#view.getUint32(this.idAt + i * 4, true);
    const parsed = parsedOf(this.bytes.subarray(this.jsonAt, this.end), this.flags, words, 0, words, ID_WORDS);
    const at = this.#columnsAt;
    if ((this.flags & IN_COLUMNS) === 0) return whole(parsed, this.flags, 0, 0, shared);
    return whole(parsed, this.flags, this.#view.getFloat64(at, true), this.#view.getUint32(at + 8, true), shared);
  }

  get #columnsAt(): number {
    return this.idAt + (this.hasTrace ? 2 : 1) * ID_BYTES;
  }
}

/** What the JSON says, with id and trace. Throws SyntaxError for what is no JSON. */
export function parsedOf(
  bytes: Uint8Array,
  flags: number,
  ids: Uint32Array,
  idAt: number,
  traces: Uint32Array,
  traceAt: number,
): Parsed {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const record = JSON.parse(text) as { id?: string; traceId?: string };
  if ((flags & ID_IN_WORDS) !== 0) record.id = idOfWords(ids, idAt);
  if ((flags & TRACE_IN_WORDS) !== 0) record.traceId = idOfWords(traces, traceAt);
  return record;
}

/** A record of what its JSON says and what stands beside it. */
export function whole(
  parsed: Parsed,
  flags: number,
  startMs: number,
  duration: number,
  { what, origin, result }: RowFields,
): StoredRecord {
  if ((flags & IN_COLUMNS) === 0) return parsed as StoredRecord;
  const { children = [] } = parsed as Partial<Rest>;
  const durationMs = duration === 0 ? {} : { durationMs: durationOfCode(duration) };
  const lists = { context: {}, logs: [] };
  return Object.assign({ startMs }, durationMs, what, origin, result, lists, parsed, {
    children: children.map(child),
  }) as unknown as StoredRecord;
}

export const hasTraceFlag = (flags: number): boolean => (flags & TRACE_IN_WORDS) !== 0;
