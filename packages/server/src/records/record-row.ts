/** What tables show of a record. */
import type { RecordRow } from '@carpy/api';
import type { StoredRecord } from '@carpy/core';

const MAX_MESSAGE_CHARS = 300;

export function recordRow(record: StoredRecord): RecordRow {
  const { id, startMs, app, server, version, kind, transaction, durationMs, outcome } = record;
  const { method, route, status, fingerprint, weight } = record;
  const line = kind === 'log' ? record.logs[0] : undefined;
  const message = record.error?.message ?? line?.message;
  const row: { -readonly [K in keyof RecordRow]: RecordRow[K] } = { id, startMs, app, server, kind };
  if (version !== undefined) row.version = version;
  if (transaction !== undefined) row.transaction = transaction;
  if (durationMs !== undefined) row.durationMs = durationMs;
  if (outcome !== undefined) row.outcome = outcome;
  if (method !== undefined) row.method = method;
  if (route !== undefined) row.route = route;
  if (status !== undefined) row.status = status;
  if (fingerprint !== undefined) row.fingerprint = fingerprint;
  if (record.error !== undefined) row.errorType = record.error.type;
  if (message !== undefined) row.message = firstLine(message);
  if (line !== undefined) row.level = line.level;
  if (weight !== undefined) row.weight = weight;
  return row;
}

const firstLine = (text: string): string => {
  const newline = text.indexOf('\n');
  return text.slice(0, newline < 0 ? MAX_MESSAGE_CHARS : Math.min(newline, MAX_MESSAGE_CHARS));
};
