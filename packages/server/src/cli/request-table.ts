/** Rows of the request log as lines of a terminal. */
import type { RecordRow, RecordsPage } from '@carpy/api';
import { clockOf } from './query-text.ts';

export interface RequestTable {
  head(): string;
  line(row: RecordRow): string;
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly right?: true;
  readonly text: (row: RecordRow) => string;
}

/** The transaction takes this part of what the fixed columns leave, what was said takes the rest. */
const TRANSACTION_SHARE = 0.4;

export function requestTable({ width, tz }: { readonly width: number; readonly tz: string }): RequestTable {
  const clock = clockOf(tz);
  const fixed: readonly Column[] = [
    { title: 'time', width: 23, text: ({ startMs }) => `${clock(startMs / 1_000)}.${millis(startMs)}` },
    { title: 'duration', width: 9, right: true, text: ({ durationMs }) => durationText(durationMs) },
    { title: 'outcome', width: 7, text: ({ outcome, status, level }) => String(status ?? outcome ?? level ?? '') },
    { title: 'server', width: 14, text: ({ server }) => server },
  ];
  const left = width - fixed.reduce((sum, column) => sum + column.width + 2, 0);
  const nameWidth = Math.max(10, Math.floor(left * TRANSACTION_SHARE));
  const columns: readonly Column[] = [
    ...fixed,
    { title: 'transaction', width: nameWidth, text: ({ transaction, kind }) => transaction ?? kind },
    { title: 'message', width: Math.max(10, left - nameWidth - 2), text: messageOf },
  ];
  const joined = (cell: (column: Column) => string): string =>
    columns
      .map((column) => {
        const text = shown(cell(column), column.width);
        return column.right ? text.padStart(column.width) : text.padEnd(column.width);
      })
      .join('  ')
      .trimEnd();
  return {
    head: () => joined(({ title }) => title),
    line: (row) => joined(({ text }) => text(row)),
  };
}

/** `12 of about 3,400 that match; 3,400 requests in this time, 900 kept`. */
export function requestsTotal({ matched, estimated, seen, kept }: RecordsPage, shownRows: number): string {
  if (shownRows === 0) return `carpy: nothing matches; ${count(seen)} requests in this time, ${count(kept)} kept`;
  const about =
    estimated === null || Math.round(estimated) === matched ? '' : `, for about ${count(estimated)} requests`;
  const of = matched === null || matched === shownRows ? '' : ` of ${count(matched)}`;
  return `${count(shownRows)}${of} records that match${about}; ${count(seen)} requests in this time, ${count(kept)} kept`;
}

const count = (n: number): string => Math.round(n).toLocaleString('en');
const millis = (ms: number): string => String(Math.floor(ms) % 1_000).padStart(3, '0');

function messageOf({ errorType, message = '' }: RecordRow): string {
  return errorType === undefined ? message : `${errorType}: ${message}`;
}

function durationText(ms: number | undefined): string {
  if (ms === undefined) return '';
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms >= 100 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** Anybody may have sent it: what would move the cursor or colour the screen is not passed on. */
function shown(text: string, width: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
  return plain.length > width ? `${plain.slice(0, width - 1)}…` : plain;
}
