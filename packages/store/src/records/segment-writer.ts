/**
 * Makes a segment's file of rows in memory: blocks, then columns, tokens and the directory. Written beside its place, synced and renamed, so
 * it is there whole or not at all. In slices.
 */
import { crc32, deflateRawSync } from 'node:zlib';
import { ByteWriter } from '../codec/bytes.ts';
import { Breath } from '../embedded/breath.ts';
import type { AppendFile, FileSystem } from '../files/file-system.ts';
import { BlockDraft, PRESET_BYTES } from './block-writer.ts';
import { KeyRows, packKeyRows } from './key-rows.ts';
import type { EntryView } from './record-entry.ts';
import { CODE_COLUMNS, type CodeArray, type CodeColumn, codeTable } from './row-codes.ts';
import { rowOrder } from './row-order.ts';
import {
  type Directory,
  headBytes,
  RECORDS_VERSION,
  SEGMENT_MAGIC,
  type SectionName,
  type SectionPlace,
  writePart,
} from './segment-format.ts';
import { packTallies, type TallyColumns, talliesOf } from './segment-tallies.ts';
import { packSlowList, slowListOf } from './slow-list.ts';
import { Starts } from './starts.ts';
import type { TableContent } from './table-content.ts';
import { tokenLists } from './token-lists.ts';
import { longestByZone } from './zones.ts';

const WRITE_BYTES = 256 * 1024;

export interface SegmentDraft {
  readonly table: TableContent;
  /** The entry of a row, by where it is. */
  readonly entryAt: (at: number) => EntryView;
  readonly firstLog: number;
  readonly lastLog: number;
}

export interface SegmentWriting {
  readonly files: FileSystem;
  readonly dir: string;
  readonly writer: string;
}

/** Throws what the file system throws; nothing is left behind then but a `.tmp`. */
export async function writeSegment(
  { files, dir, writer }: SegmentWriting,
  name: string,
  draft: SegmentDraft,
): Promise<void> {
  const temporary = `${dir}/${name}.tmp`;
  await files.unlink(temporary);
  const file = await files.create(temporary);
  try {
    await new SegmentFile(file, writer).write(draft);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, `${dir}/${name}`);
  await files.syncDir(dir);
}

class SegmentFile {
  readonly #file: AppendFile;
  readonly #writer: string;
  readonly #breath = new Breath();
  readonly #waiting = new ByteWriter(2 * WRITE_BYTES);
  #end = 0;
  readonly #sections: Partial<Record<SectionName, SectionPlace>> = {};

  constructor(file: AppendFile, writer: string) {
    this.#file = file;
    this.#writer = writer;
  }

  async write(draft: SegmentDraft): Promise<void> {
    const { table } = draft;
    const order = rowOrder(table);
    await this.#put(headBytes(SEGMENT_MAGIC, this.#writer));
    await this.#blocks(draft, order);
    await this.#breath.breathe();
    const columns = sortedColumns(table, order);
    const starts = Starts.of(columns.start);
    await this.#section('starts', bytesOf(starts.bases), bytesOf(starts.offsets));
    await this.#section('durations', bytesOf(columns.duration));
    await this.#section('longest', bytesOf(longestByZone(columns.duration)));
    const widths = { what: 0, origin: 0, result: 0, weight: 0 };
    const codes: Partial<Record<CodeColumn, object>> = {};
    const narrowCodes: Partial<Record<CodeColumn, CodeArray | undefined>> = {};
    for (const name of CODE_COLUMNS) {
      const fields = table.fields[name];
      const narrow = narrowed(columns[name], fields.length);
      narrowCodes[name] = narrow;
      const { counts, longest } = codeTable(fields, narrow, columns.duration);
      if (name === 'what') await this.#rowLists(narrow, columns.duration, counts);
      codes[name] = { fields, counts: [...counts], longest: [...longest] };
      if (narrow === undefined) continue;
      widths[name] = narrow.BYTES_PER_ELEMENT;
      await this.#section(name, bytesOf(narrow));
      await this.#breath.breathe();
    }
    const { fields } = table;
    await this.#tallies({
      fields,
      codes: narrowCodes as TallyColumns['codes'],
      durations: columns.duration,
      starts,
    });
    await this.#section('codes', packed(codes));
    await this.#section('vocabulary', packed(table.vocabulary));
    await this.#section('sums', packed(table.sums));
    const positionOf = new Uint32Array(table.rows);
    for (let i = 0; i < order.length; i++) positionOf[order[i] as number] = i;
    const { places, postings } = await tokenLists(table.tokens, positionOf, this.#breath);
    await this.#section('tokens', bytesOf(places));
    await this.#section('postings', postings);
    const { firstLog, lastLog } = draft;
    const [minMs, maxMs] = [columns.start[0] ?? 0, columns.start.at(-1) ?? 0];
    const startWidth = starts.offsets.BYTES_PER_ELEMENT;
    const { rows, lastAtMs } = table;
    await this.#directory({
      writer: this.#writer,
      rows,
      minMs,
      maxMs,
      lastAtMs,
      firstLog,
      lastLog,
      startWidth,
      widths,
      sections: this.#sections,
    });
  }

  async #blocks({ table, entryAt }: SegmentDraft, order: Uint32Array): Promise<void> {
    const draft = new BlockDraft(table);
    const places = new ByteWriter(64 * 1024);
    let preset: Uint8Array | undefined;
    let first = 0;
    for (let i = 0; i < order.length; i++) {
      const row = order[i] as number;
      draft.add(entryAt(table.at[row] as number), row);
      if (this.#breath.isOver) await this.#breath.breathe();
      if (!draft.isFull && i < order.length - 1) continue;
      if (preset === undefined) {
        preset = draft.json.slice(0, PRESET_BYTES);
        // At the beginning too: blocks are of no use without them, should the sections be damaged.
        await this.#put(writePart(preset));
        const { what, origin, result } = table.fields;
        await this.#put(writePart(packed({ what, origin, result })));
      }
      places.u32(this.#end);
      places.u32(first);
      first = i + 1;
      await this.#put(draft.pack(preset));
    }
    places.u32(this.#end);
    places.u32(order.length);
    await this.#section('preset', preset ?? new Uint8Array(0));
    await this.#section('blocks', places.take());
  }

  /** Rows by what they are, and the slow ones. */
  async #rowLists(what: CodeArray | undefined, durations: Uint32Array, counts: Uint32Array): Promise<void> {
    const { places, lists } = packKeyRows(new KeyRows(what, durations, counts));
    await this.#section('keyPlaces', bytesOf(places));
    await this.#section('keys', lists);
    await this.#section('slow', bytesOf(packSlowList(slowListOf(durations, what))));
    await this.#breath.breathe();
  }

  async #tallies(columns: TallyColumns): Promise<void> {
    const tallies = talliesOf(columns);
    if (tallies !== undefined) await this.#section('tallies', packTallies(tallies));
    await this.#breath.breathe();
  }

  async #section(name: SectionName, ...parts: readonly Uint8Array[]): Promise<void> {
    let crc = 0;
    let bytes = 0;
    const offset = this.#end;
    for (const part of parts) {
      crc = crc32(part, crc);
      bytes += part.length;
      await this.#put(part);
    }
    this.#sections[name] = { offset, bytes, crc };
  }

  async #directory(directory: Directory): Promise<void> {
    const out = new ByteWriter(4096);
    out.text(JSON.stringify(directory));
    const bytes = out.length;
    const crc = crc32(out.view());
    for (const number of [bytes, crc, RECORDS_VERSION, SEGMENT_MAGIC]) out.u32(number);
    await this.#put(out.take());
    await this.#flush();
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#end += bytes.length;
    if (bytes.length >= WRITE_BYTES) {
      await this.#flush();
      await this.#file.append(bytes);
      return;
    }
    this.#waiting.raw(bytes);
    if (this.#waiting.length >= WRITE_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    await this.#file.append(this.#waiting.view());
    this.#waiting.clear();
  }
}

const packed = (value: object): Uint8Array => deflateRawSync(JSON.stringify(value));

const bytesOf = (array: Uint8Array | Uint16Array | Uint32Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

type SortedColumns = Record<CodeColumn | 'duration', Uint32Array> & { readonly start: Float64Array };

function sortedColumns(table: TableContent, order: Uint32Array): SortedColumns {
  const start = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) start[i] = table.start[order[i] as number] as number;
  const sorted = (column: Uint32Array): Uint32Array => order.map((row) => column[row] as number);
  const { duration, what, origin, result, weight } = table;
  return {
    start,
    duration: sorted(duration),
    what: sorted(what),
    origin: sorted(origin),
    result: sorted(result),
    weight: sorted(weight),
  };
}

function narrowed(codes: Uint32Array, kinds: number): CodeArray | undefined {
  if (kinds <= 1) return undefined;
  if (kinds <= 2 ** 8) return new Uint8Array(codes);
  return kinds <= 2 ** 16 ? new Uint16Array(codes) : codes;
}
