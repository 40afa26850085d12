/** What a table holds, as plain data that may go to another thread. */

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

/** A copy: the table goes on being asked while the content moves elsewhere. */
export function contentOf(table: RowTable): TableContent {
  const { rows, lastAtMs, codes, tokens } = table;
  return {
    rows,
    lastAtMs,
    start: table.start.slice(0, rows),
    at: table.at.slice(0, rows),
    duration: table.duration.slice(0, rows),
    what: table.what.slice(0, rows),
    origin: table.origin.slice(0, rows),
    result: table.result.slice(0, rows),
    weight: table.weight.slice(0, rows),
    ids: table.ids.slice(0, rows * ID_WORDS),
    tokens: { tokens: tokens.tokens.slice(0, tokens.length), rows: tokens.rows.slice(0, tokens.length) },
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

/** The memory that may move with it. */
export const buffersOf = ({
  start,
  at,
  duration,
  what,
  origin,
  result,
  weight,
  ids,
  tokens,
}: TableContent): ArrayBuffer[] =>
  [start, at, duration, what, origin, result, weight, ids, tokens.tokens, tokens.rows].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
