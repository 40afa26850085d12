/** A run of a table's rows as a source: sorted when it is made, each column when it is first asked for. */
import type { StoredRecord } from '@carpy/core';
import { KeyRows, type RowList } from './key-rows.ts';
import { firstFrom } from './plan-node.ts';
import { ID_WORDS } from './record-ids.ts';
import { type CodeArray, type CodeColumn, type CodeTable, codeTable } from './row-codes.ts';
import { orderOfRows } from './row-order.ts';
import type { RowSource, ZoneRows } from './row-source.ts';
import type { RowTable } from './row-table.ts';
import type { SeenKept } from './seen-sums.ts';
import type { SharedFields } from './shared-fields.ts';
import { type SlowList, slowListOf } from './slow-list.ts';
import { Starts } from './starts.ts';
import type { Vocabulary } from './vocabulary.ts';
import { longestByZone } from './zones.ts';

const NO_SUMS: SeenKept = { seen: 0, kept: 0 };

export interface TableRun {
  readonly table: RowTable;
  /** Rows [from, until). */
  readonly from: number;
  readonly until: number;
  readonly fields: SharedFields;
  /** The record of a row. */
  readonly read: (row: number) => StoredRecord | undefined;
}

export class TableView implements RowSource {
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Rows by position. */
  readonly #order: Uint32Array;
  readonly #run: TableRun;
  readonly #starts: Starts;
  readonly #columns = new Map<CodeColumn | 'duration', Uint32Array>();
  readonly #tables = new Map<CodeColumn, CodeTable>();
  /** By row of the run. */
  #positions: Uint32Array | undefined;
  #longest: Uint32Array | undefined;
  #keys: KeyRows | undefined;
  #slow: SlowList | undefined;

  constructor(run: TableRun) {
    const { table, from, until } = run;
    this.#run = run;
    this.rows = until - from;
    this.#order = orderOfRows(table, from, until);
    const start = new Float64Array(this.rows);
    for (let i = 0; i < this.rows; i++) start[i] = table.start[this.#order[i] as number] as number;
    this.#starts = Starts.of(start);
    this.minMs = start[0] ?? 0;
    this.maxMs = start.at(-1) ?? 0;
  }

  table(column: CodeColumn): CodeTable {
    let table = this.#tables.get(column);
    if (table === undefined) {
      const fields = this.#run.table.codes[column].fields.slice();
      const ids = Uint32Array.from(fields, (each) => this.#run.fields.shared(each).id);
      table = { ...codeTable(fields, this.#column(column), this.durations()), ids };
      this.#tables.set(column, table);
    }
    return table;
  }

  codes(column: CodeColumn): CodeArray | undefined {
    return this.#run.table.codes[column].fields.length > 1 ? this.#column(column) : undefined;
  }

  durations(): Uint32Array {
    return this.#column('duration');
  }

  longest(): Uint32Array {
    this.#longest ??= longestByZone(this.durations());
    return this.#longest;
  }

  keyRows(code: number): RowList {
    this.#keys ??= new KeyRows(this.codes('what'), this.durations(), this.table('what').counts);
    return this.#keys.of(code);
  }

  slowList(): SlowList {
    this.#slow ??= slowListOf(this.durations(), this.codes('what'));
    return this.#slow;
  }

  tallies(): undefined {
    return undefined;
  }

  zoneRows(low: number, high: number): ZoneRows {
    const part = (column: CodeColumn): CodeArray | undefined => this.codes(column)?.subarray(low, high);
    const startMs = Float64Array.from({ length: high - low }, (_, i) => this.#starts.at(low + i));
    return { startMs, what: part('what'), result: part('result'), weight: part('weight') };
  }

  starts(): Starts {
    return this.#starts;
  }

  tokenRows(token: number): Uint32Array {
    const { table, from, until } = this.#run;
    const { tokens } = table;
    const end = firstFrom(tokens.rows, until, 0, tokens.length);
    const rows = tokens.rowsOf(token, firstFrom(tokens.rows, from, 0, end), end);
    if (rows.length === 0) return rows;
    if (this.#positions === undefined) {
      this.#positions = new Uint32Array(this.rows);
      for (let i = 0; i < this.rows; i++) this.#positions[(this.#order[i] as number) - from] = i;
    }
    for (let i = 0; i < rows.length; i++) rows[i] = this.#positions[(rows[i] as number) - from] as number;
    return rows.sort();
  }

  vocabulary(): Vocabulary {
    return this.#run.table.vocabulary;
  }

  record(position: number): StoredRecord | undefined {
    return this.#run.read(this.#order[position] as number);
  }

  idWords(position: number): Uint32Array {
    const row = this.#order[position] as number;
    return this.#run.table.ids.subarray(row * ID_WORDS, (row + 1) * ID_WORDS);
  }

  /** Those of the whole table, told by its first run. */
  seenKept(app: string, transaction: string | undefined, fromMs: number, untilMs: number): SeenKept {
    return this.#run.from === 0 ? this.#run.table.sums.of(app, transaction, fromMs, untilMs) : NO_SUMS;
  }

  #column(name: CodeColumn | 'duration'): Uint32Array {
    let sorted = this.#columns.get(name);
    if (sorted === undefined) {
      const column = this.#run.table[name];
      sorted = new Uint32Array(this.rows);
      for (let i = 0; i < this.rows; i++) sorted[i] = column[this.#order[i] as number] as number;
      this.#columns.set(name, sorted);
    }
    return sorted;
  }
}
