/**
 * One record as bytes. An entry of a log: u32 bytes of the JSON, u8 flags, the id's four u32, the trace's four u32 where the flags say so,
 * and the JSON of all the rest. Random digits take their own bits and no more; the rest goes through deflate later.
 *
 * Hot: once a record taken (bench/records).
 */
import type { StoredRecord } from '@carpy/core';
import type { ByteWriter } from '../codec/bytes.ts';
import { hashIdWords, ID_BYTES, ID_WORDS, idOfWords, parseIdWords } from './record-ids.ts';

/** The id is in the words; else they are hashes of it and the JSON has it. */
const ID_IN_WORDS = 1;
const TRACE_IN_WORDS = 2;
/** Before the words. */
export const ENTRY_HEAD_BYTES = 5;

/** Writes the words of the record's id, whatever it is. */
export function wordsOfId(id: string, out: Uint32Array, at: number): boolean {
  const inWords = parseIdWords(id, out, at);
  if (!inWords) hashIdWords(id, out, at);
  return inWords;
}

const words = new Uint32Array(ID_WORDS * 2);

/** Appends an entry. */
export function writeEntry(out: ByteWriter, record: StoredRecord): void {
  const { id, traceId } = record;
  const idInWords = wordsOfId(id, words, 0);
  const traceInWords = traceId !== undefined && parseIdWords(traceId, words, ID_WORDS);
  const start = out.length;
  out.u32(0);
  out.u8((idInWords ? ID_IN_WORDS : 0) + (traceInWords ? TRACE_IN_WORDS : 0));
  for (let i = 0; i < (traceInWords ? 2 : 1) * ID_WORDS; i++) out.u32(words[i] as number);
  out.setU32(start, out.text(jsonWithout(record, idInWords, traceInWords)));
}

/**
 * Named one by one, since an object of one shape is made and written in half the time of one that is copied without two of its fields. What
 * is undefined is not written.
 */
function jsonWithout(r: StoredRecord, id: boolean, trace: boolean): string {
  const left: Shape = {
    id: id ? undefined : r.id,
    startMs: r.startMs,
    durationMs: r.durationMs,
    transaction: r.transaction,
    outcome: r.outcome,
    kind: r.kind,
    method: r.method,
    route: r.route,
    status: r.status,
    requestId: r.requestId,
    traceId: trace ? undefined : r.traceId,
    weight: r.weight,
    children: r.children,
    causes: r.causes,
    error: r.error,
    context: r.context,
    logs: r.logs,
    app: r.app,
    server: r.server,
    version: r.version,
    agentStartMs: r.agentStartMs,
    fingerprint: r.fingerprint,
    redacted: r.redacted,
  };
  return JSON.stringify(left);
}

/** Every field there is, so that none is forgotten. */
type Shape = { readonly [K in keyof Required<StoredRecord>]: StoredRecord[K] | undefined };

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

  get hasTrace(): boolean {
    return (this.flags & TRACE_IN_WORDS) !== 0;
  }

  get idAt(): number {
    return this.at + ENTRY_HEAD_BYTES;
  }

  get jsonAt(): number {
    return this.idAt + (this.hasTrace ? 2 : 1) * ID_BYTES;
  }

  get end(): number {
    return this.jsonAt + this.jsonBytes;
  }

  record(): StoredRecord {
    for (let i = 0; i < (this.hasTrace ? 2 : 1) * ID_WORDS; i++)
      words[i] = this.#view.getUint32(this.idAt + i * 4, true);
    return recordOf(this.bytes.subarray(this.jsonAt, this.end), this.flags, words, 0, words, ID_WORDS);
  }
}

/** Throws SyntaxError for what is no JSON. */
export function recordOf(
  json: Uint8Array,
  flags: number,
  ids: Uint32Array,
  idAt: number,
  traces: Uint32Array,
  traceAt: number,
): StoredRecord {
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('utf8');
  const record = JSON.parse(text) as { id: string; traceId?: string };
  if ((flags & ID_IN_WORDS) !== 0) record.id = idOfWords(ids, idAt);
  if ((flags & TRACE_IN_WORDS) !== 0) record.traceId = idOfWords(traces, traceAt);
  return record as StoredRecord;
}

export const hasTraceFlag = (flags: number): boolean => (flags & TRACE_IN_WORDS) !== 0;
