/** Rows that are in logs and not sealed yet: a table of them, and where in which log their entries are. */
import type { StoredRecord } from '@carpy/core';
import type { OpenFiles } from './open-files.ts';
import { BEFORE_JSON_BYTES, EntryView } from './record-entry.ts';
import type { CodeFields } from './row-codes.ts';
import { RowTable } from './row-table.ts';
import { partAt } from './seal-records.ts';
import type { SharedFields } from './shared-fields.ts';
import { TableView } from './table-view.ts';

/** Most entries are read at once. */
const READ_BYTES = 2048;
/** Rows are sorted for searches in runs of so many, once each: only the last run is sorted anew after a batch. */
const RUN_ROWS = 8_192;

/** A log's bytes, among those of all logs of the table as if they were one file. */
interface LogPart {
  readonly sequence: number;
  readonly path: string;
  readonly base: number;
  bytes: number;
}

export class OpenRows {
  readonly table: RowTable;
  readonly #open: OpenFiles;
  readonly #logs: LogPart[] = [];
  readonly #fields: SharedFields;
  readonly #runRows: number;
  /** Full ones. */
  readonly #runs: TableView[] = [];
  /** The rows behind them. */
  #last: TableView | undefined;

  /** `runRows`: fewer in tests. `former`: rows that are likely as many as these will be. `spare`: a table whose memory these may have. */
  constructor(
    { open, fields }: { readonly open: OpenFiles; readonly fields: SharedFields },
    runRows: number = RUN_ROWS,
    former?: OpenRows,
    spare?: RowTable,
  ) {
    this.table = new RowTable(former?.table, spare);
    this.#open = open;
    this.#fields = fields;
    this.#runRows = runRows;
  }

  get isEmpty(): boolean {
    return this.#logs.length === 0;
  }

  get logs(): readonly { readonly sequence: number; readonly path: string; readonly base: number }[] {
    return this.#logs;
  }

  /** Of all logs. */
  get bytes(): number {
    return this.#logs.reduce((sum, log) => sum + log.bytes, 0);
  }

  /** Answers the log's base, to which places in it are added. */
  addLog(sequence: number, path: string): number {
    const last = this.#logs.at(-1);
    const base = last === undefined ? 0 : last.base + last.bytes;
    this.#logs.push({ sequence, path, base, bytes: 0 });
    return base;
  }

  /** Durable bytes of the last log. */
  grewTo(bytes: number): void {
    (this.#logs.at(-1) as LogPart).bytes = bytes;
  }

  /** What is there now, in the order in which it came. */
  views(): readonly TableView[] {
    const { rows } = this.table;
    const runs = this.#runs;
    for (; rows - runs.length * this.#runRows >= this.#runRows; this.#last = undefined)
      runs.push(this.#view(runs.length * this.#runRows, (runs.length + 1) * this.#runRows));
    const from = runs.length * this.#runRows;
    // One without rows is the first: it has the sums.
    if (from === rows && from > 0) return runs;
    if (this.#last?.rows !== rows - from) this.#last = this.#view(from, rows);
    return [...runs, this.#last];
  }

  #view(from: number, until: number): TableView {
    return new TableView({ table: this.table, from, until, fields: this.#fields, read: (row) => this.#record(row) });
  }

  #record(row: number): StoredRecord {
    const { at, what, origin, result, codes } = this.table;
    const log = partAt(this.#logs, at[row] as number);
    const offset = (at[row] as number) - log.base;
    const first = this.#read(log, offset, READ_BYTES);
    const length = new DataView(first.buffer, first.byteOffset).getUint32(0, true) + BEFORE_JSON_BYTES;
    const view = new EntryView(length <= READ_BYTES ? first : this.#read(log, offset, length));
    view.moveTo(0);
    return view.record({
      what: codes.what.fields[what[row] as number] as CodeFields,
      origin: codes.origin.fields[origin[row] as number] as CodeFields,
      result: codes.result.fields[result[row] as number] as CodeFields,
    });
  }

  #read({ path, bytes }: LogPart, offset: number, length: number): Uint8Array {
    // A file's size is that of when it was opened.
    if (this.#open.size(path) < bytes) this.#open.close(path);
    return this.#open.read(path, offset, length);
  }
}
