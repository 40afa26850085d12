/** Records as lines of a file: ND-JSON with all there is, or CSV with what fits a table. */
import type { StoredRecord } from '@carpy/core';

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

type Cell = string | number | undefined;

const COLUMNS: Readonly<Record<string, (record: StoredRecord) => Cell>> = {
  start: ({ startMs }) => new Date(startMs).toISOString(),
  app: ({ app }) => app,
  server: ({ server }) => server,
  version: ({ version }) => version,
  kind: ({ kind }) => kind,
  transaction: ({ transaction }) => transaction,
  outcome: ({ outcome }) => outcome,
  durationMs: ({ durationMs }) => durationMs,
  weight: ({ weight = 1 }) => weight,
  method: ({ method }) => method,
  route: ({ route }) => route,
  status: ({ status }) => status,
  requestId: ({ requestId }) => requestId,
  traceId: ({ traceId }) => traceId,
  id: ({ id }) => id,
  errorType: ({ error }) => error?.type,
  errorMessage: ({ error }) => error?.message,
  fingerprint: ({ fingerprint }) => fingerprint,
  logs: ({ logs }) => logs.map(({ level, message }) => `${level}: ${message}`).join('\n'),
  context: ({ context }) => (Object.keys(context).length === 0 ? '' : JSON.stringify(context)),
};

export const exportHead = (format: ExportFormat): string =>
  format === 'csv' ? `${Object.keys(COLUMNS).join(',')}\r\n` : '';

export function exportLines(records: readonly StoredRecord[], format: ExportFormat): string {
  if (format === 'ndjson') return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const columns = Object.values(COLUMNS);
  return records.map((record) => `${columns.map((column) => csvCell(column(record))).join(',')}\r\n`).join('');
}

/** As RFC 4180 has it. A text that a spreadsheet would take for a formula gets an apostrophe before it: anybody may have sent it. */
function csvCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
