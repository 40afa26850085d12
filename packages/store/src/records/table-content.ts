/** What a table holds, as plain data that may go to another thread, which sees the same memory. */

import { ID_WORDS } from './record-ids.ts';
import type { CodeColumn, CodeFields } from './row-codes.ts';
import type { RowTable } from './row-table.ts';
import type { SeenSumsJson } from './seen-sums.ts';
import type { VocabularyJson } from './vocabulary.ts';

export interface TableContent {
  readonly rows: number;
  /** When the last batch came, epoch ms. */
  readonly lastAtMs: number;
  readonly start: Float64Array;
  readonly at: Float64Array;
  readonly duration: Uint32Array;
  readonly what: Uint32Array;
  readonly origin: Uint32Array;
  readonly result: Uint32Array;
  readonly weight: Uint32Array;
  /** Four words of each row. */
  readonly ids: Uint32Array;
  /** Pairs of a token and a row. */
  readonly tokens: { readonly tokens: Uint32Array; readonly rows: Uint32Array };
  /** What codes stand for. */
  readonly fields: Readonly<Record<CodeColumn, readonly CodeFields[]>>;
  readonly vocabulary: VocabularyJson;
  readonly sums: SeenSumsJson;
}

/** No copy: the table may be asked meanwhile, but neither get rows nor lend its memory to another one. */
export function contentOf(table: RowTable): TableContent {
  const { rows, lastAtMs, codes, tokens } = table;
  return {
    rows,
    lastAtMs,
    start: table.start.subarray(0, rows),
    at: table.at.subarray(0, rows),
    duration: table.duration.subarray(0, rows),
    what: table.what.subarray(0, rows),
    origin: table.origin.subarray(0, rows),
    result: table.result.subarray(0, rows),
    weight: table.weight.subarray(0, rows),
    ids: table.ids.subarray(0, rows * ID_WORDS),
    tokens: { tokens: tokens.tokens.subarray(0, tokens.length), rows: tokens.rows.subarray(0, tokens.length) },
    fields: {
      what: codes.what.fields,
      origin: codes.origin.fields,
      result: codes.result.fields,
      weight: codes.weight.fields,
    },
    vocabulary: table.vocabulary.toJson(),
    sums: table.sums.toJson(),
  };
}
