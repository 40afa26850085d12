/** The rows of a table as a source: sorted when it is asked for, the columns of what was there then. */
import type { StoredRecord } from '@carpy/core';
import { ID_WORDS } from './record-ids.ts';
import { type CodeArray, type CodeColumn, type CodeTable, codeTable } from './row-codes.ts';
import { rowOrder } from './row-order.ts';
import type { RowSource } from './row-source.ts';
import type { RowTable } from './row-table.ts';
import type { SeenKept } from './seen-sums.ts';
import { Starts } from './starts.ts';
import type { Vocabulary } from './vocabulary.ts';
import { longestByZone } from './zones.ts';

export class TableView implements RowSource {
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Position to row, and back. */
  readonly order: Uint32Array;
  readonly #table: RowTable;
  readonly #read: (at: number) => StoredRecord | undefined;
  readonly #starts: Starts;
  readonly #durations: Uint32Array;
  readonly #codes: Record<CodeColumn, Uint32Array>;
  readonly #tables = new Map<CodeColumn, CodeTable>();
  #positions: Uint32Array | undefined;
  #longest: Uint32Array | undefined;

  /** `former`: a view of the same table when it had fewer rows. `read` gives the record whose entry is somewhere. */
  constructor(table: RowTable, read: (at: number) => StoredRecord | undefined, former?: TableView) {
    this.#table = table;
    this.#read = read;
    this.rows = table.rows;
    this.order = rowOrder(table, former?.order);
    const start = new Float64Array(this.rows);
    for (let i = 0; i < this.rows; i++) start[i] = table.start[this.order[i] as number] as number;
    this.#starts = Starts.of(start);
    this.minMs = start[0] ?? 0;
    this.maxMs = start.at(-1) ?? 0;
    this.#durations = this.#sorted(table.duration);
    this.#codes = {
      what: this.#sorted(table.what),
      origin: this.#sorted(table.origin),
      result: this.#sorted(table.result),
      weight: this.#sorted(table.weight),
    };
  }

  table(column: CodeColumn): CodeTable {
    let table = this.#tables.get(column);
    if (table === undefined) {
      const fields = this.#table.codes[column].fields.slice();
      table = codeTable(fields, this.#codes[column], this.#durations);
      this.#tables.set(column, table);
    }
    return table;
  }

  codes(column: CodeColumn): CodeArray | undefined {
    return this.#table.codes[column].fields.length > 1 ? this.#codes[column] : undefined;
  }

  durations(): Uint32Array {
    return this.#durations;
  }

  longest(): Uint32Array {
    this.#longest ??= longestByZone(this.#durations);
    return this.#longest;
  }

  starts(): Starts {
    return this.#starts;
  }

  tokenRows(token: number): Uint32Array {
    if (this.#positions === undefined) {
      this.#positions = new Uint32Array(this.rows);
      for (let i = 0; i < this.rows; i++) this.#positions[this.order[i] as number] = i;
    }
    const rows = this.#table.tokens.rowsOf(token).filter((row) => row < this.rows);
    return rows.map((row) => this.#positions?.[row] as number).sort();
  }

  vocabulary(): Vocabulary {
    return this.#table.vocabulary;
  }

  record(position: number): StoredRecord | undefined {
    return this.#read(this.#table.at[this.order[position] as number] as number);
  }

  idWords(position: number): Uint32Array {
    const row = this.order[position] as number;
    return this.#table.ids.subarray(row * ID_WORDS, (row + 1) * ID_WORDS);
  }

  seenKept(app: string, transaction: string | undefined, fromMs: number, untilMs: number): SeenKept {
    return this.#table.sums.of(app, transaction, fromMs, untilMs);
  }

  #sorted(column: Uint32Array): Uint32Array {
    const sorted = new Uint32Array(this.rows);
    for (let i = 0; i < this.rows; i++) sorted[i] = column[this.order[i] as number] as number;
    return sorted;
  }
}
